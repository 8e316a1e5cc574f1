/** What `promotion-bot import` prints: the plan as a table, what is left out and why, and for programs both as JSON. */
import { type Left, placeIn } from '../imports/found.ts';
import type { Step } from '../imports/plan.ts';
import type { Problem } from '../problem.ts';
import { agentProblem } from './agent-problem.ts';
import { type Cell, grid } from './grid.ts';
import type { Paint } from './paint.ts';
import { plain } from './plain.ts';
import { moment, plural } from './scene.ts';

type Sentence = (problem: Problem) => string;

const quote = (text: string | undefined): string => JSON.stringify(text ?? '');
const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';
const known = ({ suggestion, allowed = [] }: Problem): string =>
  suggestion === undefined ? `There are: ${allowed.slice(0, 12).join(', ')}.` : `Did you mean ${quote(suggestion)}?`;
const NAME_IT = 'Name the tag, or all 40 characters of the commit, with --version subject@environment=version';

const SENTENCES: Readonly<Record<string, Sentence>> = {
  no_version: (p) =>
    `the source does not say which version. Say it: --version ${fact(p, 'subject')}@${fact(p, 'environment')}=1.2.0 (a tag or a full commit SHA)`,
  unknown_subject: (p) => `${quote(p.found)} is no subject of .github/promotion.yml. ${known(p)} Name it with --subject, or add it there`,
  unknown_environment: (p) =>
    `${quote(p.found)} is no environment of .github/promotion.yml. ${known(p)} Add it there as an alias, or leave it out`,
  map_environment: (p) => `${quote(p.found)} is not among the "environments" of the map. ${known(p)} Name it there, or leave it out`,
  no_stage: (p) =>
    `nothing here says a stage, like "**Current Stage**: ${p.allowed?.[0] ?? 'staging'}" or a table of components. Name another file`,
  two_stages: (p) => `it says ${quote(fact(p, 'first'))} here and ${quote(fact(p, 'second'))} in line ${fact(p, 'line')}. Mend the file`,
  denied: (p) => `its status is ${quote(p.found)}, which may say that it does not run there. Mend the status, or leave it out`,
  no_component: () => `the row names no component, and that of the row above is not guessed. Write its name there`,
  no_component_column: () =>
    `it says which versions are where, and not of which component. Give it a column "Component" with the name in every row`,
  unknown_column: (p) =>
    `its column ${quote(p.found)} is neither an environment of .github/promotion.yml nor a stage. ${known(p)} Add it there as an alias, or head the column "Stage"`,
  html_table: () => 'it is written in HTML, which is not read. Write it in Markdown: | Component | Stage | Version |',
  status_unset: (p) => `status is not set; it may be ${(p.allowed ?? []).join(', ')}. Set it with "promotion-bot agents set"`,
  no_deployment_subject: (p) =>
    `the Deployment does not say of what (its payload names no subject, component or agent). There are: ${(p.allowed ?? []).join(', ')}. Say it with --subject`,
  no_deployments: (p) =>
    `there is none to ${(p.allowed ?? []).join(', ')}. Add what GitHub calls an environment to .github/promotion.yml as an alias, or use another source`,
  no_deployment: (p) =>
    `GitHub has no Deployment ${p.found ?? ''} in this repository. Make the list again, or name the repository it is of with --repo`,
  none_succeeded: (p) =>
    `none of the newest ${fact(p, 'looked')} Deployments is active with the status success, so nobody can say what runs there. Use another source`,
  unusable_version: (p) => `${quote(p.found)} is neither a tag nor a full commit SHA. ${NAME_IT}`,
  unknown_tag: (p) => `there is no tag ${quote(p.found)}. Push it, or name another. ${NAME_IT}`,
  no_commit: (p) => `no tag of ${quote(p.found)} says in its file that it is that version. ${NAME_IT}`,
  short_sha: (p) => `${quote(p.found)} looks like a shortened SHA, which may come to mean another commit. ${NAME_IT}`,
  ambiguous_tag: (p) => `${quote(p.found)} may be the tag ${(p.allowed ?? []).join(' or ')}, and they are different commits. ${NAME_IT}`,
  unknown_commit: (p) => `there is no commit ${quote(p.found)} in this repository. ${NAME_IT}`,
  foreign_commit: (p) => `commit ${p.found ?? ''} is not on the default branch, so it may be of a fork. Tag it here, and name the tag`,
  still_to_come: (p) => `it says since ${p.found ?? ''}, which is still to come. Mend the source`,
  disagree: (p) => `${p.found ?? ''} here, and ${fact(p, 'other')} in ${fact(p, 'where')}. Leave one of them out, or say which: --version`,
  damaged: (p) => `the audit trail of ${p.place} does not hold, so nobody knows what runs there. Its panel says what to do`,
  under_way: (p) => `${p.place} is on its way there. Let it end, or /cancel it, then import again`,
  taken_back: (p) => `${p.place} took this very commit back from there. If it runs there again, promote it`,
  promoted: (p) =>
    `${p.place} promoted another version there, and what people approved is not replaced. If ${p.found ?? 'this'} runs there now, promote it`,
  older: (p) =>
    `${p.place} was imported as what runs there since then or later. If that was wrong, say "/cancel <reason>" on it, then import again`,
};

/** Without a full stop. */
export const importProblem = (problem: Problem): string => plain((SENTENCES[problem.code] ?? agentProblem)(problem));

function doneAbout(step: Step): string {
  const before = 'before' in step && step.before ? `, in place of ${step.before.version} by #${step.before.number}` : '';
  switch (step.kind) {
    case 'write':
      return `write a first record${before}`;
    case 'finish':
      return `finish #${step.number}, which was begun before${before}`;
    case 'recorded':
      return `nothing: recorded by #${step.number}`;
    case 'refused':
      return 'not imported, see below';
  }
}

const TINTS = { write: 'green', finish: 'green', recorded: 'dim', refused: 'yellow' } as const;

/** Refused rows are told with what is left out. */
const refusals = (steps: readonly Step[]): readonly Left[] =>
  steps.flatMap((step) =>
    step.kind === 'refused'
      ? [{ what: `${step.row.subject.name} in ${step.row.environment.name}`, source: step.row.found.source, problem: step.problem }]
      : [],
  );

export interface Told {
  /** `owner/name`. */
  readonly repository: string;
  readonly steps: readonly Step[];
  readonly left: readonly Left[];
}

export const isWhole = ({ steps, left }: Told): boolean => left.length === 0 && steps.every(({ kind }) => kind !== 'refused');

export const isToWrite = (step: Step): step is Extract<Step, { kind: 'write' | 'finish' }> =>
  step.kind === 'write' || step.kind === 'finish';

export function importText({ repository, steps, left }: Told, paint: Paint): string {
  const rows = steps.map((step): readonly Cell[] => {
    const { subject, environment, version, sha, since, found } = step.row;
    const done = { text: doneAbout(step), tint: TINTS[step.kind] };
    return [
      subject.name,
      environment.name,
      version,
      sha.slice(0, 12),
      since === null ? 'not said' : moment(since),
      placeIn(found.source),
      done,
    ];
  });
  const table =
    rows.length === 0 ? [] : [...grid(['SUBJECT', 'ENVIRONMENT', 'VERSION', 'COMMIT', 'SINCE', 'READ FROM', 'TO DO'], rows, paint), ''];
  const out = [...left, ...refusals(steps)];
  const lines = [
    paint.bold(plain(`What to import into ${repository}`)),
    '',
    ...table,
    ...(out.length === 0 ? [] : ['Not imported:', ...out.map((one) => `  - ${leftText(one)}`), '']),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const leftText = ({ what, source, problem }: Left): string => `${plain(`${placeIn(source)}  ${what}`)}: ${importProblem(problem)}.`;

/** What became of a row that was to be written. */
export function writtenText(repository: string, { row }: Step, done: { readonly kind: 'written'; readonly number: number } | Step): string {
  const what = plain(`${row.subject.name} ${row.version} in ${row.environment.name}`);
  if (done.kind === 'written') return `${what}: written as ${repository}#${done.number}\n`;
  return `${what}: not written any more, ${done.kind === 'refused' ? importProblem(done.problem) : doneAbout(done)}\n`;
}

/** What follows from a plan that was only shown. */
export function nextText({ steps }: Told): string {
  const count = steps.filter(isToWrite).length;
  return count === 0
    ? 'There is nothing to write.\n'
    : `Nothing was written. The same with --write writes ${plural(count, 'first record')}, each an issue of its own, in the bot's name.\n`;
}

export const importJson = ({ repository, steps, left }: Told, written: ReadonlyMap<Step, number> | undefined) => ({
  ok: isWhole({ repository, steps, left }),
  repository,
  dry_run: written === undefined,
  rows: steps.map((step) => {
    const { subject, environment, version, sha, since, found } = step.row;
    const issue = 'number' in step ? step.number : (written?.get(step) ?? null);
    const place = { source: found.source, place: placeIn(found.source) };
    return { subject: subject.name, environment: environment.name, version, sha, since, ...place, to_do: step.kind, issue };
  }),
  not_imported: [...left, ...refusals(steps)].map(({ what, source, problem }) => ({
    what,
    place: placeIn(source),
    code: problem.code,
    sentence: `${importProblem(problem)}.`,
  })),
});
