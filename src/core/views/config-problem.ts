/** The words for what is wrong in the settings file: one plain sentence a problem, no Markdown. The caller puts file and line before it. */
import { LEFT_OPEN } from '../config-left-open.ts';
import type { Problem } from '../problem.ts';

type Sentence = (problem: Problem) => string;

const quote = (text: string | undefined): string => JSON.stringify(text ?? '');
const where = ({ place }: Problem): string => place || 'The file';
const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';
const meant = ({ suggestion }: Problem): string => (suggestion === undefined ? '' : `; did you mean ${quote(suggestion)}?`);
const choice = ({ allowed = [] }: Problem): string => {
  const words = allowed.length > 20 ? [...allowed.slice(0, 20), `${allowed.length - 20} more`] : allowed;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
};
/** The suggestion where there is one, else everything that would do, else another way out. */
function remedy(problem: Problem, lead: string, otherwise = ''): string {
  if (problem.suggestion !== undefined) return meant(problem);
  return problem.allowed?.length ? `; ${lead} ${choice(problem)}` : otherwise;
}
const needed = (problem: Problem): string => {
  const key = fact(problem, 'key');
  const values = problem.allowed?.length ? choice(problem) : '...';
  return `${where(problem)} needs the key "${key}"; add "${key}: ${values}"`;
};
const mended = ({ suggestion }: Problem): string => (suggestion === undefined ? '' : `, for instance ${quote(suggestion)}`);

const NAME_RULE = 'small letters, digits, dots, hyphens and underscores, a letter or digit first, at most 64 signs';

const SENTENCES: Readonly<Record<string, Sentence>> = {
  // The text
  too_long: (p) =>
    `The file has ${fact(p, 'characters')} characters, and at most ${fact(p, 'limit')} are read; move what does not belong here elsewhere`,
  empty: () => 'The file is empty; start from the file templates/promotion.yml of Promotion Bot',
  not_a_map: (p) => `The file is ${p.found}, and must be a map that starts with "version: 1"`,
  yaml_syntax: (p) => `This is not valid YAML: ${fact(p, 'message').replace(/\.?\s*$/, '')}`,
  tab: () => 'A tab is used for indentation, and YAML allows only spaces; replace it with two spaces',
  at_sign: (p) =>
    `${quote(p.found)} cannot stand here: logins and team slugs are written without @ and organisation; write ${quote(p.suggestion)}`,
  several_documents: () => 'A second YAML document begins here, and only one is read; remove the line "---" and what follows it',
  alias: (p) =>
    `${where(p)} uses the YAML anchor or alias ${quote(p.found)}, which is not read here; write the values out, or put quotes around text that begins with * or &`,
  merge_key: (p) =>
    `${where(p)} uses the YAML merge key "<<", which is not read here; write the values out, or use "extends" between environments`,
  tag: (p) =>
    `${where(p)} carries the YAML tag ${quote(p.found)}, which is not read here; remove the tag, and put quotes around the value if it is text`,
  bad_key: (p) => `${where(p)} has a key that is no plain text; write a simple name before the colon`,
  forbidden_key: (p) => `${where(p)} has the key "${p.found}", which is not allowed anywhere; remove it`,
  duplicate_key: (p) => `${where(p)} has the key ${quote(p.found)} twice; keep one of them`,
  bad_number: (p) => `${where(p)} is the number ${p.found}, which cannot be kept exactly; put quotes around it if it is text`,
  bad_character: (p) => `${where(p)} contains a control character; remove it`,
  too_deep: (p) => `Maps and lists are nested more than ${fact(p, 'limit')} deep here; write it flatter`,
  more_problems: (p) =>
    fact(p, 'count') === '1' ? 'There is 1 further problem below these' : `There are ${fact(p, 'count')} further problems below these`,

  // Shapes
  unknown_key: (p) => `${where(p)} has an unknown key ${quote(p.found)}${remedy(p, 'allowed here:')}`,
  missing_key: needed,
  wrong_type: (p) => `${where(p)} is ${p.found}, and must be ${choice(p)}${p.suggestion === undefined ? '' : `; write ${p.suggestion}`}`,
  wrong_value: (p) => `${where(p)} is ${p.found}, and must be ${choice(p)}${p.suggestion === undefined ? '' : `; write ${p.suggestion}`}`,
  number_too_small: (p) => `${where(p)} is ${p.found}, and must be at least ${choice(p)}`,
  number_too_big: (p) => `${where(p)} is ${p.found}, and must be at most ${choice(p)}`,
  empty_text: (p) => `${where(p)} is empty; write a value, or remove the key`,
  long_text: (p) => `${where(p)} is longer than ${choice(p)} signs; shorten it`,
  empty_list: (p) => `${where(p)} is an empty list; name at least one`,
  bad_name: (p) => `The name ${quote(p.found)} cannot be used; names are ${NAME_RULE}${mended(p)}`,
  bad_alias: (p) =>
    `The alias ${quote(p.found)} cannot be used; aliases are letters, digits, dots, hyphens and underscores, at most 64 signs${mended(p)}`,
  bad_duration: (p) => `${where(p)} is ${quote(p.found)}, and must be a duration such as 7d, 24h, 10m or 30s`,
  bad_rrule: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be a recurrence of days (RFC 5545) such as 'FREQ=WEEKLY;BYDAY=FR', with FREQ from DAILY to YEARLY`,
  bad_timezone: (p) => `${where(p)} is ${quote(p.found)}, and must be a time zone such as Europe/Berlin or UTC`,
  bad_time: (p) => `${where(p)} is ${quote(p.found)}, and must be a time of day such as '12:00'`,
  bad_team: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be only the slug of a team of the organisation that owns this repository${mended(p)}`,
  bad_user: (p) => `${where(p)} is ${quote(p.found)}, and must be the login of a person, without @${mended(p)}`,

  // Meaning
  no_environments: () => 'environments is empty; name at least one, from top to bottom of the promotion path',
  no_subjects: () => 'subjects is empty; name at least one component or agent, for instance "my-component: { kind: component }"',
  taken_name: (p) => `${where(p)} is ${quote(p.found)}, which already stands for ${fact(p, 'owner')}; choose another alias`,
  unknown_environment: (p) =>
    `${where(p)} is ${quote(p.found)}, and there is no such environment above this one${remedy(p, 'above it:', '; remove "extends"')}`,
  extends_later: (p) =>
    `${where(p)} is ${quote(p.found)}, and only an environment that stands above this one can be extended${remedy(p, 'above it:', '; remove "extends"')}`,
  missing_approval: (p) =>
    `${where(p)} does not say who approves; add "approval: { all: [a-role] }", or "approval: none" to let promotions complete by themselves`,
  inherited_none: (p) =>
    `${where(p)} would inherit "approval: none" from ${p.found}; write "approval: none" here if promotions shall complete by themselves, else name the roles that approve`,
  reserved_name: (p) =>
    `No role can be called ${quote(p.found)}, because "approval: none" means that nobody has to approve; choose another name`,
  empty_role: (p) => `${where(p)} has no members; add "teams: [a-team-slug]" or "users: [a-login]"`,
  approval_form: (p) =>
    `${where(p)} must have exactly one of role, all and any, and count only beside role${p.found ? `; it has ${p.found}` : ''}`,
  unknown_role: (p) =>
    p.allowed?.some((name) => name !== 'none')
      ? `${where(p)} names the role ${quote(p.found)}, which is not defined${remedy(p, 'defined:')}`
      : `${where(p)} names the role ${quote(p.found)}, and no roles are defined; define it under "roles"`,
  count_too_big: (p) =>
    `${where(p)} asks for ${p.found} people, and the role ${quote(fact(p, 'role'))} has only ${fact(p, 'people')}; lower the count, or add people to the role`,
  too_many_alternatives: (p) =>
    `${where(p)} can be fulfilled in ${p.found} different ways, and at most ${fact(p, 'limit')} are judged; use fewer "any"`,
  too_many_slots: (p) => `${where(p)} needs up to ${p.found} people, and at most ${fact(p, 'limit')} can be asked for; ask for fewer`,
  unknown_subject: (p) =>
    `${where(p)} names the subject ${quote(p.found)}, which is not defined${remedy(p, 'defined:', '; define it under "subjects"')}`,
  depends_on_itself: (p) => `${where(p)} names the subject itself; remove ${quote(p.found)} there`,
  depends_in_circle: (p) =>
    `${where(p)} leads back to ${quote(p.found)}, so none of these could be promoted first; remove one of the dependencies`,
  deploy_form: (p) => `${where(p)} must have exactly one of the keys workflow and deployment${p.found ? `; it has ${p.found}` : ''}`,
  signed_afterwards: (p) =>
    `${where(p)} is signed by people, and what was deployed is judged by runs alone; put ${quote(p.found)} under the gates of the environment`,
  watch_without_workflow: (p) =>
    `${where(p)} has gates and no workflow that judges them; add "workflow: promotion-verify.yml" there, or "verify" to the environment`,
  watch_too_short: (p) =>
    `${where(p)} is ${quote(p.found)}, and the first look is after ${fact(p, 'every')}, so nothing would be looked at; watch longer, or set "every" to less`,
  no_gate_kind: (p) =>
    p.found === undefined
      ? `${where(p)} does not say what it measures; add one of the keys ${choice(p)}`
      : `${where(p)} does not say what it measures: ${quote(p.found)} is no kind of gate${meant(p)}`,
  several_gate_kinds: (p) =>
    `${where(p)} measures several things at once (${p.found}); keep one of these keys, and make a gate of its own for each other`,
  unknown_gate: (p) =>
    `${where(p)}: there is no gate ${quote(p.found)} to change or to use${remedy(p, 'there are:', '; write it under the gates of an environment first')}`,

  // Gates
  use_in_circle: (p) => `${where(p)} is ${quote(p.found)}, which leads back to this gate; name a gate that measures something`,
  locked_gate: (p) =>
    `${where(p)} changes the gate ${quote(p.found)}, which is locked; remove it here, or "locked: true" where the gate is written`,
  missing_section: (p) =>
    `${where(p)} asks Prometheus, and the file does not say where that is; add "prometheus: { url: https://prometheus.example.com }" at the top level`,
  too_many_gates: (p) =>
    `Each gate of each environment for each subject makes ${p.found} to judge, and at most ${fact(p, 'limit')} can be; make one of several subjects, or take gates away`,
  unfilled_gate: (p) => `${where(p)} cannot be judged for ${quote(p.found)}: ${fact(p, 'why')}`,
  missing_limit: (p) => `${where(p)} has no limit, so everything would pass; add ${choice(p)}`,
  several_limits: (p) => `${where(p)} has several limits of different kinds (${fact(p, 'named')}); make a gate of its own for each`,
  bad_compare: (p) =>
    `${where(p)} must say what the value is compared with, once: "with: previous", "file: ...", "query: ..." or "offset: 1d"`,
  bad_limit: (p) => `${where(p)} is ${quote(p.found)}, and must be a number such as 0.05 or a share such as 5%`,
  bad_change: (p) => `${where(p)} is ${quote(p.found)}, and must be a share of the baseline such as 20%`,
  bad_percent: (p) => `${where(p)} is ${quote(p.found)}, and must be a share from 0% to 100%, such as 80%`,
  ambiguous_share: (p) =>
    `${where(p)} is ${p.found}, which could mean ${p.found}% or ${Number((Number(p.found) * 100).toPrecision(12))}%; write it with the sign %`,
  bad_time_limit: (p) => `${where(p)} is ${quote(p.found)}, and must be a time such as 300ms or 2s`,
  long_duration: (p) => `${where(p)} is ${quote(p.found)}, and must be at most ${fact(p, 'limit')}`,
  bad_window: (p) => `${where(p)} is ${quote(p.found)}, and must be whole minutes, such as 10m or 7d`,
  bad_pointer: (p) => `${where(p)} is ${quote(p.found)}, and must be a JSON Pointer (RFC 6901) such as /status or /totals/0/rate`,
  bad_path: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be a path inside the repository such as reports/junit.xml${p.facts ? `: ${fact(p, 'why')}` : ''}`,
  bad_url: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be an address such as https://example.com/health, without a user or password in it`,
  bad_command: (p) => `${where(p)} cannot be run: ${fact(p, 'why')}`,
  bad_requirement: (p) => `${where(p)} is ${quote(p.found)}, and must be a requirement such as "http_req_duration p(95) < 300ms"`,
  bad_format: (p) => `${where(p)} is ${quote(p.found)}, and must be the name of a report format such as junit or lcov`,
  bad_app: (p) => `${where(p)} is ${quote(p.found)}, and must be the slug of a GitHub App such as github-actions`,
  bad_workflow: (p) => `${where(p)} is ${quote(p.found)}, and must be the name of a file in .github/workflows such as ci.yml`,
  bad_predicate: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be a short name such as slsa-provenance, test-result or promotion, or an address that begins with https://`,
  long_list: (p) => `${where(p)} has more than ${choice(p)} items; make several gates of it`,
  unknown_placeholder: (p) => `${where(p)} has the placeholder ${quote(p.found)}, which stands for nothing${remedy(p, 'there are:')}`,

  // The organisation's file
  locked_in_repository: () =>
    'Only the file of the organisation can lock what others may not loosen; remove "locked" here, or check it with --organization if this is that file',
  extends_in_organization: () => 'The file of the organisation is what others extend, and extends nothing itself; remove "extends" here',
  locked_nowhere: (p) =>
    `${where(p)} is ${quote(p.found)}, and nothing is written there, so nothing would be locked${p.suggestion === undefined ? '; write the value in this file too, or remove the path' : meant(p)}`,
  environment_order: (p) =>
    `${where(p)} stands above ${quote(fact(p, 'later'))}, and the environments of the organisation come first and in their order: ${fact(p, 'order')}; put it in that order`,
  missing_in_both: (p) => `Neither this file nor that of the organisation has the key ${quote(fact(p, 'key'))}; write it in one of them`,
  loosens_locked: (p) =>
    `${where(p)} comes to be ${p.found}, where the organisation has ${fact(p, 'kept')} and locks ${fact(p, 'lock')}; only what is known to be as strict is taken, so remove this here, or ask for more`,
  defaults_not_shown: (p) =>
    `"extends: org" reads ${fact(p, 'file')}, and GitHub shows me no such repository; install this App on it, or make it public (the token of a workflow reads no private repository beside its own), or remove "extends: org"`,
  defaults_missing: (p) =>
    `"extends: org" reads ${fact(p, 'file')}, and there is no such file on the default branch; add it (templates/promotion.organization.yml of Promotion Bot), or remove "extends: org"`,
  defaults_unreadable: (p) =>
    `"extends: org" reads ${fact(p, 'file')}, which could not be read as text; it may be too large or not UTF-8, so mend it there, or remove "extends: org"`,
  defaults_unasked: () =>
    '"extends: org" needs the file of the organisation, which was not given; name it with --defaults path/to/promotion.yml',

  // Agents
  only_agents: (p) => `${where(p)} is for agents only; write "kind: agent", or remove it`,
  bad_version_source: (p) =>
    `${where(p)} is ${quote(p.found)}, and must be a file of the repository with the place of the version in it, such as "json:agents/bob/agent.json#/version" or "yaml:agents/bob/agent.yaml#/version"`,
  published_without_version: (p) => `${where(p)} is "file", and no file is named; add version: "json:agents/bob/agent.json#/version"`,
  checks_without_map: (p) =>
    `${where(p)} says which gates the checks of a map stand for, and there is no map; add map: config/agent_engine_envs.yaml`,

  // Records
  record_form: (p) =>
    `${where(p)} must have exactly one of the keys python, set, block (with text) and append${p.found ? `; it has ${p.found}` : ''}`,
  record_path: (p) =>
    `${where(p)} names ${quote(p.found)}, which is no path of keys; write the keys with dots between them, such as 'components.{subject}.stage'`,
  record_field: (p) =>
    `${where(p)} names ${quote(p.found)}, which is neither an assignment such as __version__ nor a line of the docstring such as "Last updated"`,
  record_environment: (p) =>
    `${where(p)} names the environment ${quote(p.found)}, which is not defined${remedy(p, 'defined:', '; define it under "environments"')}`,
};

/** Every code that `readConfig` can report. */
export const CONFIG_PROBLEMS: readonly string[] = Object.keys(SENTENCES);

/** Says what is wrong, what was found, what is allowed and what to do. Signs that do not print are replaced, so it stays one line. */
export function configProblem(problem: Problem): string {
  const sentence = SENTENCES[problem.code]?.(problem) ?? `${where(problem)} cannot be used as it is (${problem.code})`;
  const printable = sentence.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  const ended = /[.?]$/.test(printable) ? printable : `${printable}.`;
  return problem.file !== undefined && LEFT_OPEN.includes(problem.code) ? `${ended} The repository may add it in its own file too.` : ended;
}

/** The same with the file before it, where that is not the repository's own. */
export const configProblemIn = (problem: Problem): string =>
  `${problem.file === undefined ? '' : `${problem.file}: `}${configProblem(problem)}`;
