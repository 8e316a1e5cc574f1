/** The words for what people have to mend before an agent is promoted: its version, and its place in the Agent Engine map. */
import type { BlankKind, Field } from '../agents/map.ts';
import type { Problem } from '../problem.ts';
import { agentProblem, blankText } from './agent-problem.ts';
import { code, enumerate, type Markdown, md, text } from './markdown.ts';

type Words = (problem: Problem) => Markdown;

const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';
const AGAIN = md` Then say \`/why\` here and I look again.`;
const names = (all: readonly string[] = []): Markdown => (all.length === 0 ? md`none` : enumerate(all.map(code)));

export const AGENT_WORDS: Readonly<Record<string, Words>> = {
  version_taken: (p) =>
    md`**Version ${code(fact(p, 'version'))} of ${code(fact(p, 'subject'))} is commit ${code(fact(p, 'other'))} since #${Number(fact(p, 'number'))}, and this is ${code(fact(p, 'sha'))}.** A version stands for one commit for ever: raise the number, and name the new version.`,
  no_version_file: (p) =>
    md`**The commit has no text file ${code(fact(p, 'path'))}**, where \`version\` of ${code(fact(p, 'subject'))} in \`.github/promotion.yml\` looks. Add it and name a version that has it, or mend the setting.`,
  unreadable_version_file: (p) =>
    md`**${code(fact(p, 'path'))} of this commit cannot be read.** It must be one valid document of at most 256 KiB. Mend it, and name a version that has it so.`,
  no_version_in_file: (p) =>
    md`**${code(fact(p, 'path'))} of this commit has nothing at ${code(fact(p, 'pointer'))}**, where the version should stand. Write it there, or mend \`version\` of ${code(fact(p, 'subject'))} in \`.github/promotion.yml\`.`,
  version_not_text: (p) =>
    md`**What stands at ${code(fact(p, 'pointer'))} in ${code(fact(p, 'path'))} is no text.** Put the version in quotes: ${code('"1.2.0"')}.`,
  file_not_semver: (p) =>
    md`**${code(p.found ?? '')}, which ${code(fact(p, 'path'))} says, is no semantic version.** Write one like ${code('1.2.0')} or ${code('1.2.0-rc.1')}.`,
  version_differs: (p) =>
    md`**Asked for is ${code(fact(p, 'asked'))}, and ${code(fact(p, 'path'))} of that commit says ${code(fact(p, 'version'))}.** Name the version that the commit has, or the commit that has the version.`,
  draft_in_file: (p) =>
    md`**${code(fact(p, 'path'))} calls ${code(fact(p, 'version'))} a DRAFT.** Publish it: set \`status\` beside the version to PUBLISHED.`,
  deprecated_in_file: (p) => md`**${code(fact(p, 'path'))} calls ${code(fact(p, 'version'))} DEPRECATED.** Promote a newer one.`,
  no_standing: (p) =>
    md`**${code(fact(p, 'path'))} does not say whether ${code(fact(p, 'version'))} is published.** Write \`status\` beside the version: PUBLISHED, DRAFT or DEPRECATED. Or set \`published: release\`, \`tag\` or \`commit\` for ${code(fact(p, 'subject'))} in \`.github/promotion.yml\`.`,
  unknown_standing: (p) =>
    md`**${code(fact(p, 'path'))} calls ${code(fact(p, 'version'))} ${code(fact(p, 'status'))}, and that is none of PUBLISHED, DRAFT and DEPRECATED.** Write one of these.`,
  map_missing: (p) =>
    md`**The default branch has no Agent Engine map ${code(fact(p, 'file'))}.** Start from \`templates/agent_engine_envs.yaml\` of Promotion Bot and commit it, or mend \`map\` in \`.github/promotion.yml\`.${AGAIN}`,
  check_without_gate: (p) =>
    md`**${code(fact(p, 'file'))} requires ${code(p.found ?? '')} for ${code(fact(p, 'edge'))}, and no gate of ${code(fact(p, 'to'))} stands for it.** What nobody measures has not passed. ${fact(p, 'gate') === '' ? md`Write` : md`Call a gate ${code(fact(p, 'gate'))}, or write`} under ${code(fact(p, 'subject'))} in \`.github/promotion.yml\` which one it is: ${code(`checks: { ${JSON.stringify(p.found ?? '')}: <gate> }`)}. Gates there: ${names(p.allowed)}.`,
  check_misnamed: (p) =>
    md`**${code(fact(p, 'file'))} requires ${code(p.found ?? '')} for ${code(fact(p, 'edge'))}, and \`checks\` of ${code(fact(p, 'subject'))} names the gate ${code(fact(p, 'gate'))}, which ${code(fact(p, 'to'))} does not have.**${p.suggestion === undefined ? md`` : md` Did you mean ${code(p.suggestion)}?`} Mend the name in \`.github/promotion.yml\`, or switch the gate on. Gates there: ${names(p.allowed)}.`,
  check_not_required: (p) =>
    md`**${code(fact(p, 'file'))} requires ${code(p.found ?? '')} for ${code(fact(p, 'edge'))}, and its gate ${code(fact(p, 'gate'))} has \`required: false\`.** Take that away, or take the check out of the map.`,
  approval_by_map: (p) =>
    md`**${code(fact(p, 'file'))} wants a person's approval for ${code(fact(p, 'edge'))}, and ${code(fact(p, 'to'))} has \`approval: none\`.** Name the roles that approve in \`.github/promotion.yml\`, or set \`manual_approval: false\` in the map.`,
};

const MAP = 'map:';

/** What is wrong in the map itself; undefined for any other problem. */
export function mapText(problem: Problem): Markdown | undefined {
  if (!problem.code.startsWith(MAP)) return undefined;
  const own = { ...problem, code: problem.code.slice(MAP.length) };
  const place = code(problem.line === undefined ? fact(problem, 'file') : `${fact(problem, 'file')} line ${problem.line}`);
  if (own.code === 'blank') return md`**${place}: ${blankWords(own)}** ${howToSet(own)}${AGAIN}`;
  if (own.code === 'more_blanks')
    return md`**${place}: ${Number(fact(own, 'count'))} more values are not set.** See all: ${code('promotion-bot agents --validate')}.`;
  return md`**${place}**: ${text(agentProblem(own))}${AGAIN}`;
}

function blankWords(problem: Problem): Markdown {
  const [agent, environment] = [fact(problem, 'agent'), fact(problem, 'environment')];
  const field = fact(problem, 'field') as Field;
  const kind = fact(problem, 'kind') as BlankKind;
  const words = blankText({ agent, environment, field, kind, line: problem.line ?? 0, found: problem.found ?? '' });
  return md`${code(field)} of ${code(agent)} in ${code(environment)} ${text(words)}.`;
}

const howToSet = (problem: Problem): Markdown =>
  md`Set it: ${code(`promotion-bot agents set ${fact(problem, 'agent')} ${fact(problem, 'environment')} --${fact(problem, 'field').replace('_', '-')} ${fact(problem, 'field') === 'engine_id' ? 'ID' : 'VALUE'}`)}, and commit the file.`;
