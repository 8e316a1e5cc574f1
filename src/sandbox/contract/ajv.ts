/** The validator both contracts use. */
import { createRequire } from 'node:module';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { FormatsPlugin } from 'ajv-formats';

// The module is CommonJS: its default import means two things to two loaders, and `require` means one.
const addFormats: FormatsPlugin = createRequire(import.meta.url)('ajv-formats');

/** GitHub's documents name formats of their own, which say nothing a validator could check. */
const OWN_FORMATS = ['repo.nwo', 'nwo', 'timestamp', 'ssh-key'];

export function makeAjv(): Ajv2020 {
  // Most of a check is its compiling: the documents are taken as published, and the code as it comes.
  const quick = { inlineRefs: false, validateSchema: false, code: { optimize: false } } as const;
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, ...quick });
  addFormats(ajv);
  const uri = addFormats.get('uri', 'full');
  // "" is published as the default of addresses whose format is published as `uri` (deployment-status), and it is what GitHub answers with.
  ajv.addFormat('uri', (text) => text === '' || (typeof uri === 'function' && uri(text) === true));
  for (const format of OWN_FORMATS) ajv.addFormat(format, true);
  return ajv;
}

/** `/issue/user must be object`, one line for each error, each once. */
export function describe(errors: readonly ErrorObject[] | null | undefined): string[] {
  const extra = (error: ErrorObject): string =>
    'additionalProperty' in error.params ? ` (${String(error.params['additionalProperty'])})` : '';
  return [...new Set((errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? error.keyword}${extra(error)}`))];
}
