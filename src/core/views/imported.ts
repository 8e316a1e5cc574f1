/** What people read about a first record: where it was read, by whose word, and that nobody approved it here. */
import type { EntryOf } from '../entry.ts';
import type { Imported, Instant, Target, Terms } from '../promotion.ts';
import { blocks, code, type Markdown, md, text } from './markdown.ts';
import { commitLink, type Host, moment } from './scene.ts';

type Source = Imported['source'];

const CALLED: Readonly<Record<Source['kind'], string>> = {
  agent_engine_map: 'the Agent Engine map',
  maturity: 'the maturity file',
  deployments: 'the list of Deployments',
};

/** `the maturity file MATURITY.md, line 3`. */
export function sourceText({ kind, file, line, deployment }: Source): Markdown {
  if (deployment !== null) return md`Deployment ${code(String(deployment))} of GitHub${file === null ? md`` : md` in ${code(file)}`}`;
  return md`${CALLED[kind]}${file === null ? md`` : md` ${code(file)}`}${line === null ? '' : `, line ${line}`}`;
}

const sinceText = (since: Instant | null): string => (since === null ? ' (since when, it does not say)' : ` since ${moment(since)}`);

/** One sentence about what runs where, and one about what that is worth. */
export const importedWords = ({ operator, since, source }: Pick<Imported, 'operator' | 'since' | 'source'>, { to }: Pick<Terms, 'to'>) =>
  md`It runs in ${code(to)}${sinceText(since)}, says ${sourceText(source)}. ${text(operator)} ran the import, by their own word. **Nobody approved it here, and nothing was measured.**`;

/** How a version came to where a rollback brings it back. */
export const originOf = ({ issue, imported }: Target): Markdown => md`${imported ? 'imported' : 'promoted'} by #${issue}`;

export const importedText = (entry: EntryOf<'imported'>, seen: Host): Markdown =>
  md`📥 **Imported:** ${code(entry.terms.subject)} ${text(entry.terms.version)}, commit ${commitLink(entry.terms.sha, seen)}. ${importedWords(entry, entry.terms)}`;

/** What the panel says of a first record that stands. */
export const importedEnding = (imported: Imported, terms: Terms): Markdown =>
  blocks(
    importedWords(imported, terms),
    md`Promotions to the next environment, rollbacks and the audit trail take it for what it says. **Next:** nothing. If it is wrong, \`/cancel <reason>\` takes the import back.`,
  );
