/** `npm run docs`: writes what the pages take from the code, so that a person never has to, and a test sees when somebody forgot. */
import { realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { actionParts } from './docs-action.ts';
import { architectureParts } from './docs-architecture.ts';
import { commandsParts } from './docs-commands.ts';
import { configurationParts } from './docs-configuration.ts';
import { fromRoot, textOf } from './docs-files.ts';
import { gatesParts } from './docs-gates.ts';
import { operationsParts } from './docs-operations.ts';
import { panelOfTheSandbox, rulesChecked } from './docs-sandbox.ts';
import { securityParts } from './docs-security.ts';

type Parts = Readonly<Record<string, string>>;

/** The pages that have generated parts, and who makes them. */
export const GENERATED: Readonly<Record<string, () => Parts | Promise<Parts>>> = {
  'README.md': async () => ({ panel: await panelOfTheSandbox() }),
  'docs/action.md': actionParts,
  'docs/architecture.md': architectureParts,
  'docs/commands.md': commandsParts,
  'docs/configuration.md': async () => ({ ...configurationParts(), ...(await rulesChecked()) }),
  'docs/gates.md': gatesParts,
  'docs/operations.md': operationsParts,
  'docs/security.md': securityParts,
};

/**
 * Replaces what stands between `<!-- generated:name -->` and `<!-- /generated -->`.
 * @throws for a name that no part has, and for a part that no place asks for.
 */
export function weave(page: string, parts: Readonly<Record<string, string>>): string {
  const unused = new Set(Object.keys(parts));
  const woven = page.replaceAll(/(<!-- generated:(\S+) -->\n)[\s\S]*?(\n?<!-- \/generated -->)/g, (_, open: string, name: string) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`Nothing generates "${name}". Take one of: ${Object.keys(parts).join(', ')}.`);
    unused.delete(name);
    return `${open}${part}\n<!-- /generated -->`;
  });
  if (unused.size > 0) throw new Error(`No place is marked for: ${[...unused].join(', ')}.`);
  return woven;
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) {
  for (const [path, parts] of Object.entries(GENERATED)) {
    const page = textOf(path);
    const woven = weave(page, await parts());
    if (woven !== page) writeFileSync(fromRoot(path), woven);
    process.stdout.write(woven === page ? `${path} is up to date.\n` : `${path} was written anew.\n`);
  }
}
