/** The words for what is wrong in the Agent Engine map, and for what is not set in it: one plain sentence each, no Markdown. */
import type { Blank, BlankKind } from '../agents/map.ts';
import type { Problem } from '../problem.ts';
import { configProblem } from './config-problem.ts';

type Sentence = (problem: Problem) => string;

const quote = (text: string | undefined): string => JSON.stringify(text ?? '');
const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';
const MOST_NAMED = 12;

/** The suggestion where there is one, else what would do. */
function remedy({ suggestion, allowed = [] }: Problem, lead: string): string {
  if (suggestion !== undefined) return `; did you mean ${quote(suggestion)}?`;
  const rest = allowed.length - MOST_NAMED;
  const names = rest > 0 ? [...allowed.slice(0, MOST_NAMED), `${rest} more`] : allowed;
  return names.length === 0 ? '' : `; ${lead} ${names.join(', ')}`;
}
const step = (problem: Problem): string => `${quote(fact(problem, 'from'))} to ${quote(fact(problem, 'to'))}`;
const START = 'start from the file templates/agent_engine_envs.yaml of Promotion Bot';

const SENTENCES: Readonly<Record<string, Sentence>> = {
  // The text
  not_text: () => 'The file is not UTF-8 text, so nothing in it was read; save it as UTF-8, or name the right file with --config',
  empty: () => `The file is empty; ${START}`,
  not_a_map: (p) => `The file is ${p.found}, and must be a map with schema_version, agents and promotion; ${START}`,
  merge_key: (p) => `${p.place || 'The file'} uses the YAML merge key "<<", which is not read here; write the values out`,
  too_many: (p) =>
    `There are ${fact(p, 'count')} ${fact(p, 'what')}, and at most ${fact(p, 'limit')} are read; write the map in several files`,

  // The head
  missing_top: (p) =>
    p.found === undefined
      ? `The file has no key "${fact(p, 'key')}"; add it at the top level${fact(p, 'key') === 'schema_version' ? ', for instance schema_version: "1.0.0"' : ''}`
      : `The file has no key "${fact(p, 'key')}", but ${quote(p.found)}; rename it`,
  bad_schema_version: (p) => `schema_version is ${p.found}, and must be a version such as "1.0.0"`,
  unknown_schema: (p) =>
    `schema_version is ${quote(p.found)}, and this version knows ${fact(p, 'known')}.x only, so nothing else was read; upgrade promotion-bot, or write the map as ${fact(p, 'known')}.x`,
  no_agents: () => 'agents is empty; add at least one agent with its environments',
  no_environments: () => 'There is no environment; name them under "environments", from top to bottom of the promotion path',

  // Edges
  unknown_edge: (p) =>
    `promotion has the step ${quote(p.found)}, which does not lead from one environment to another${remedy(p, 'write one such as')}`,
  same_edge: (p) => `promotion has the step ${quote(p.found)}, which leads nowhere; remove it`,
  backward_edge: (p) =>
    `promotion has the step ${quote(p.found)}, which goes back, and promotions only go forward; remove it (the order is that of "environments")`,
  unknown_checks: (p) => `${p.place} includes the checks of ${quote(p.found)}, which is no step here${remedy(p, 'there are:')}`,
  checks_in_circle: (p) => `${p.place} includes the checks of ${quote(p.found)}, which leads back here; write out what is meant`,
  checks_too_deep: (p) => `${p.place} includes checks that include checks, too many times; write out what is meant`,

  // Questions to the map
  unknown_agent: (p) => `There is no agent ${quote(p.found)}${remedy(p, 'there are:')}`,
  no_such_environment: (p) => `There is no environment ${quote(p.found)}${remedy(p, 'there are, in path order:')}`,
  same_environment: (p) => `${step(p)} is no step: both are the same environment; name the next one with --to-env`,
  backward: (p) => `${step(p)} goes back, and promotions only go forward; to take a version back, see "Rollback" in the playbook`,
  undefined_edge: (p) =>
    `${step(p)} is not defined under "promotion"${p.allowed?.length ? `; defined: ${p.allowed.join(', ')}` : ', and neither is any other step'}`,
  no_edges: () => 'No step is defined under "promotion", so there is nothing that could be ready; add one, for instance dev_to_stage',
  not_validated: (p) =>
    `${fact(p, 'agent')} is ${p.found} in ${fact(p, 'environment')}, and only what is validated there goes on to ${fact(p, 'to')}; test it there, then set status to "validated"`,

  // Edits
  unfit_value: (p) =>
    `${p.place} cannot be ${quote(p.found)}; write one line of plain text without blanks around it, at most 1024 characters`,
  blank_value: (p) => `${p.place} cannot be ${quote(p.found)}, because that counts as not set; give the real value`,
  unknown_status: (p) => `status cannot be ${quote(p.found)}; it is one of ${(p.allowed ?? []).join(', ')}`,
  unwritten_environment: (p) =>
    `${fact(p, 'agent')} has no environment ${quote(fact(p, 'environment'))} in the file, and the rest of it is not invented; write it with its project_id and region first`,
  yaml_unreadable: () => 'This is not one valid YAML document, so nothing was changed; correct it first',
  yaml_no_parent: (p) => `${p.place} has no map around it, so nothing was changed; write one first`,
  yaml_not_scalar: (p) => `${p.place} is not a value of one line, so nothing was changed; write a single value there`,
  yaml_shared: (p) => `${p.place} has an anchor, so other values would change with it; write the value without one`,
  yaml_tagged: (p) => `${p.place} carries a tag, which says how its value is read; remove the tag`,
  yaml_not_placed: (p) => `${p.place} could not be written so that it is read back as meant; write this part of the file more simply`,
};

/** Every code that only the map has. */
export const AGENT_PROBLEMS: readonly string[] = Object.keys(SENTENCES);

// A colour, a line break or another direction of writing would lie about what follows.
const printable = (sentence: string): string => sentence.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** Says what is wrong, what was found, what is allowed and what to do, on one line. */
export function agentProblem(problem: Problem): string {
  const sentence = SENTENCES[problem.code]?.(problem);
  if (sentence === undefined) return configProblem(problem);
  return printable(/[.?]$/.test(sentence) ? sentence : `${sentence}.`);
}

const BLANKS: Readonly<Record<BlankKind, (blank: Blank) => string>> = {
  todo: ({ found }) => `is still the placeholder ${quote(found)}`,
  lower_case_todo: ({ found }) => `is ${quote(found)}, which counts as a placeholder in small letters too`,
  null: () => 'has no value (null)',
  empty: () => 'is empty text',
  missing: ({ misspelt }) => (misspelt === undefined ? 'is missing' : `is missing; did you mean it by ${quote(misspelt)}?`),
  no_environment: ({ environment }) => `is missing, as is the whole environment ${environment}`,
};

/** What is not set, without its place. */
export const blankText = (blank: Blank): string => printable(BLANKS[blank.kind](blank));
