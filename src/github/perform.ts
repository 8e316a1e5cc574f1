/** Effects -> writes: one batched mutation, a second when labels or a card had to be made first, one REST request a commit status and a run. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Lease, Performed } from '../app/ports.ts';
import type { Effect } from '../core/effect.ts';
import type { Done } from '../core/facts.ts';
import { isLedgerComment } from '../core/ledger.ts';
import type { Seen } from '../core/seen.ts';
import { cancelRun, startDeploy } from './deploy.ts';
import { ask, type Client, type GraphqlError, GraphqlRefused, promised } from './graphql.ts';
import { answerJobs } from './jobs.ts';
import { openIssue } from './open-issue.ts';
import { type RecordsWritten, writeRecords } from './records.ts';
import { isNo, startRun } from './runs.ts';

interface Field {
  /** GraphQL mutation name, https://docs.github.com/en/graphql/reference/mutations; its input has the same name. */
  readonly mutation: string;
  readonly input: Record<string, unknown>;
  readonly answer: string;
}

/** What is refused here lets everything else go on and is told at the end: the board is a picture, nothing depends on it. */
const BEARABLE = ['addProjectV2ItemById', 'updateProjectV2ItemFieldValue'];

const done = z.object({ label: z.object({ id: z.string(), name: z.string() }).optional(), item: z.object({ id: z.string() }).nullish() });

interface Answers {
  readonly made: Ids;
  readonly refused: readonly GraphqlError[];
}

/**
 * Carries out the effects in their order. The lease shows that nobody else acts for this promotion now.
 * @throws GraphqlRefused naming every part that GitHub refused; what was done stays done, and the next look plans the rest.
 */
export async function perform(client: Client, lease: Lease, seen: Seen, effects: readonly Effect[]): Promise<Performed> {
  const makesLabels = effects.some(({ kind }) => kind === 'create_label');
  // A closed issue without any entry is nobody's, so it closes only when its first ones stand.
  const isFirst = effects.some(({ kind }) => kind === 'append_ledger') && !seen.comments.some((one) => isLedgerComment(one, seen.bot));
  const isLater = (effect: Effect): boolean =>
    (effect.kind === 'set_labels' && makesLabels) ||
    (effect.kind === 'close_issue' && isFirst) ||
    (effect.kind === 'set_card' && effect.item === undefined);
  const now = effects.filter((effect) => !isLater(effect));
  const first = await mutate(client, lease, fieldsFor(now, seen, { labels: seen.labelIds, card: undefined }));
  const ids: Ids = { labels: { ...seen.labelIds, ...first.made.labels }, card: first.made.card };
  const second = await mutate(client, lease, fieldsFor(effects.filter(isLater), seen, ids));
  const performed = await performByRest(client, lease, seen, effects);
  const refused = [...first.refused, ...second.refused];
  // No `Refused`: to look again and do the rest would be refused again.
  if (refused.length > 0) throw new Error(new GraphqlRefused(`writing to the board of ${nameOf(lease.ref)}`, refused).message);
  return performed;
}

/** What GraphQL has no door to, one request each at least, in the order written. */
async function performByRest(client: Client, { ref }: Lease, seen: Seen, effects: readonly Effect[]): Promise<Performed> {
  let performed: Performed = {};
  let done: Done = {};
  const refused: unknown[] = [];
  for (const effect of effects) {
    // A mirror that GitHub refuses keeps nothing else from being done, and is told at the end.
    if (effect.kind === 'set_status')
      await setStatus(client, seen, effect).catch((error) => (isNo(error) ? refused.push(error) : raise(error)));
    if (effect.kind === 'answer_jobs') await answerJobs(client, ref, effect);
    if (effect.kind === 'cancel_run') await cancelRun(client, ref, effect.run);
    if (effect.kind === 'open_issue') done = { ...done, issues: [...(done.issues ?? []), await openIssue(client, ref, seen, effect)] };
    if (effect.kind === 'write_records') done = { ...done, records: recorded(await writeRecords(client, ref, effect)) };
    if (effect.kind === 'start_run') performed = { ...performed, ...(await startRun(client, ref, effect)) };
    if (effect.kind === 'start_deploy') performed = { ...performed, ...(await startDeploy(client, ref, effect)) };
  }
  if (refused.length > 0) raise(refused[0]);
  return Object.keys(done).length > 0 ? { ...performed, done } : performed;
}

function raise(error: unknown): never {
  throw error;
}

/** As an end names it. */
const recorded = ({ commit, pull, problems }: RecordsWritten): NonNullable<Done['records']> => ({
  commit: commit ?? null,
  pull: pull?.number ?? null,
  problems: problems.map(({ path, code, facts }) => ({ path, code, facts: { ...facts } })),
});

/** Node ids that are not known before the first batch of writes is answered. */
interface Ids {
  readonly labels: Seen['labelIds'];
  /** The card that was added. */
  readonly card: string | undefined;
}

const fieldsFor = (effects: readonly Effect[], seen: Seen, ids: Ids): readonly Field[] =>
  effects.flatMap((effect) => fieldsOf(effect, seen, ids));

const field = (mutation: string, input: Field['input'], answer = 'clientMutationId'): Field => ({ mutation, input, answer });

function fieldsOf(effect: Effect, { issue, repo }: Seen, { labels, card }: Ids): readonly Field[] {
  switch (effect.kind) {
    case 'post_panel':
    case 'append_ledger':
      return [field('addComment', { subjectId: issue.nodeId, body: effect.body })];
    case 'edit_panel':
      return [field('updateIssueComment', { id: effect.comment, body: effect.body })];
    case 'create_label': {
      const { name, color, description } = effect;
      return [field('createLabel', { repositoryId: repo.nodeId, name, color, description }, 'label { id name }')];
    }
    case 'set_labels':
      return [
        ...labelField('addLabelsToLabelable', issue.nodeId, idsOf(effect.add, labels)),
        ...labelField('removeLabelsFromLabelable', issue.nodeId, idsOf(effect.remove, labels)),
      ];
    case 'set_title':
      return [field('updateIssue', { id: issue.nodeId, title: effect.title })];
    case 'close_issue':
      return [field('closeIssue', { issueId: issue.nodeId, stateReason: effect.reason })];
    case 'add_card':
      return [field('addProjectV2ItemById', { projectId: effect.project, contentId: issue.nodeId }, 'item { id }')];
    case 'set_card':
      return cardField(effect, effect.item ?? card);
    case 'set_deployment': {
      const { deployment: deploymentId, state, description, url: logUrl } = effect;
      return [
        field('createDeploymentStatus', { deploymentId, state: state.toUpperCase(), description: description.slice(0, 140), logUrl }),
      ];
    }
    case 'set_status':
    case 'start_run':
    case 'start_deploy':
    case 'cancel_run':
    case 'open_issue':
    case 'answer_jobs':
    case 'write_records':
      return [];
  }
}

const idsOf = (names: readonly string[], labelIds: Seen['labelIds']): readonly string[] => names.flatMap((name) => labelIds[name] ?? []);
const labelField = (mutation: string, labelableId: string, ids: readonly string[]): readonly Field[] =>
  ids.length === 0 ? [] : [field(mutation, { labelableId, labelIds: ids })];

const VALUE = { option: 'singleSelectOptionId', text: 'text', number: 'number', date: 'date' } as const;

/** Nothing without a card: adding it was refused, which is told already. */
const cardField = (
  { project, field: fieldId, value }: Extract<Effect, { kind: 'set_card' }>,
  itemId: string | undefined,
): readonly Field[] =>
  itemId === undefined
    ? []
    : [field('updateProjectV2ItemFieldValue', { projectId: project, itemId, fieldId, value: { [VALUE[value.type]]: value.value } })];

/**
 * Fields of one mutation run one after another, in the order written; one that fails stops none of the others (GraphQL specification,
 * section 6.2.2). @returns the node ids of what was made.
 */
async function mutate(client: Client, { ref }: Lease, fields: readonly Field[]): Promise<Answers> {
  if (fields.length === 0) return { made: { labels: {}, card: undefined }, refused: [] };
  const declared = fields.map(({ mutation }, i) => `$input${i}: ${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`);
  const selected = fields.map(({ mutation, answer }, i) => `  do${i}: ${mutation}(input: $input${i}) { ${answer} }`);
  const variables = Object.fromEntries(fields.map(({ input }, i) => [`input${i}`, input]));
  const { data, errors } = await ask(client, `mutation Perform(${declared.join(', ')}) {\n${selected.join('\n')}\n}`, variables);
  const refused = errors.filter(({ path }) => BEARABLE.includes(fields[numberOf(path)]?.mutation ?? ''));
  const serious = errors.filter((error) => !refused.includes(error));
  if (serious.length > 0) {
    const named = serious.map((error) => ({
      ...error,
      message: `${fields[numberOf(error.path)]?.mutation ?? 'all of it'}: ${error.message}`,
    }));
    throw new GraphqlRefused(`writing to ${nameOf(ref)}`, named);
  }
  const borne = new Set(refused.map(({ path }) => numberOf(path)));
  const shape = Object.fromEntries(fields.map((_, i) => [`do${i}`, borne.has(i) ? done.nullish() : done]));
  return { made: idsIn(promised(z.object(shape), data, `what was written to ${nameOf(ref)}`)), refused };
}

function idsIn(answers: Readonly<Record<string, z.infer<typeof done> | null | undefined>>): Ids {
  const made = Object.values(answers);
  const labels = made.flatMap((answer) => answer?.label ?? []);
  return { labels: Object.fromEntries(labels.map(({ id, name }) => [name, id])), card: made.find((answer) => answer?.item)?.item?.id };
}

/** `['do3']` -> 3; -1 when the error is about no field. */
const numberOf = (path: GraphqlError['path']): number => Number(/^do(\d+)$/.exec(String(path?.[0]))?.[1] ?? -1);

/** GraphQL has no door to commit statuses: https://docs.github.com/en/rest/commits/statuses#create-a-commit-status. */
async function setStatus(
  client: Client,
  { repo }: Seen,
  { sha, context, state, description, url }: Extract<Effect, { kind: 'set_status' }>,
): Promise<void> {
  await client.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
    owner: repo.owner,
    repo: repo.name,
    sha,
    state,
    context,
    description: description.slice(0, 140),
    target_url: url,
  });
}
