import { ok, type Result } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Unreadable } from '../format.ts';
import { isCount, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { CRITICAL, HIGH, LOW, MEDIUM, scaleOf, type Weight } from './scale.ts';
import { startTally, type Tally } from './tally.ts';

/** npm's `info` is below every severity. */
const WEIGHTS: Readonly<Record<string, Weight>> = { critical: CRITICAL, high: HIGH, moderate: MEDIUM, low: LOW, info: { level: 'note' } };
const WORDS = scaleOf(WEIGHTS, HIGH);

/**
 * `npm audit --json` of npm 7 and later (`vulnerabilities`), of npm 6 and pnpm (`advisories`): `metadata.vulnerabilities` decides and counts packages, not
 * advisories. Without it nothing was audited: a missing lock file and an endpoint that refuses are JSON too. https://docs.npmjs.com/cli/commands/npm-audit
 */
export const NPM_AUDIT: JsonFormat<FindingsEvidence> = {
  name: 'npm-audit',
  title: 'npm audit JSON',
  of: 'json',
  isOne: (document) => isAudit(document) || isRefusal(document),
  read(document) {
    const declared = valueAt(valueAt(document, 'metadata'), 'vulnerabilities');
    if (!isObject(declared)) return notAudited(document);
    const tally = startTally();
    const listed = listedIn(document);
    for (const word of Object.keys(WEIGHTS)) {
      const count = declared[word] ?? (word === 'info' ? 0 : undefined);
      if (!isCount(count)) return wrongValue(`metadata.vulnerabilities.${word}`, count, 'a count');
      addAll(tally, word, { count, named: listed.filter((one) => textAt(one, 'severity') === word) });
    }
    return ok(tally.whole({ format: 'npm-audit', hasSeverities: true }));
  },
};

const isAudit = (document: unknown): boolean =>
  isObject(document) &&
  ('auditReportVersion' in document || isObject(document['vulnerabilities']) || isObject(document['advisories'])) &&
  isObject(valueAt(document['metadata'], 'vulnerabilities'));

/** `{ error: { code: 'ENOLOCK', summary, detail } }`, `{ message, method, uri, error }`, pnpm's `{ error: { code: 'ERR_PNPM_...' } }`. */
function isRefusal(document: unknown): boolean {
  const error = objectAt(document, 'error');
  return 'summary' in error || /^ERR_PNPM_/.test(textAt(error, 'code') ?? '') || (isObject(document) && 'auditReportVersion' in document);
}

function notAudited(document: unknown): Result<never, Unreadable> {
  const error = objectAt(document, 'error');
  const said = [textAt(error, 'code'), textAt(error, 'summary') || textAt(error, 'message') || textAt(document, 'message')]
    .filter(Boolean)
    .join(': ');
  const what = said === '' ? 'without saying why' : `and says ${quoted(said)}`;
  return unreadable(
    'incomplete',
    `npm audit could not audit anything ${what}. Run it beside a lock file, against a registry that answers audits.`,
  );
}

interface Listed {
  readonly count: number;
  readonly named: readonly unknown[];
}

function addAll(tally: Tally, word: string, { count, named }: Listed): void {
  const { level, severity } = WORDS(word);
  for (const one of named) tally.add(level, () => toldOf(one), severity);
  tally.addUntold(level, Math.max(0, count - named.length), severity);
}

const listedIn = (document: unknown): readonly unknown[] => [
  ...Object.values(objectAt(document, 'vulnerabilities')),
  ...Object.values(objectAt(document, 'advisories')),
];

function toldOf(one: unknown): { readonly rule: unknown; readonly message: string } {
  const name = textAt(one, 'name') ?? textAt(one, 'module_name') ?? 'a package';
  const range = textAt(one, 'range') ?? textAt(one, 'vulnerable_versions');
  const advisories = listAt(one, 'via').flatMap((via) => textAt(via, 'title') ?? (typeof via === 'string' ? `through ${via}` : []));
  const why = textAt(one, 'title') ?? advisories.join(', ');
  return { rule: name, message: `${name}${range ? ` ${range}` : ''}${why ? `: ${why}` : ''}` };
}
