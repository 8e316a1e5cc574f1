/** Effects -> writes: one batched mutation, a second when labels had to be made first, one REST request a commit status. */
import { z } from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Lease } from '../app/ports.ts';
import type { Effect } from '../core/effect.ts';
import { isLedgerComment } from '../core/ledger.ts';
import type { Seen } from '../core/seen.ts';
import { ask, type Client, type GraphqlError, GraphqlRefused, promised } from './graphql.ts';

interface Field {
  /** GraphQL mutation name, https://docs.github.com/en/graphql/reference/mutations. */
  readonly mutation: string;
  readonly inputType: string;
  readonly input: Record<string, unknown>;
  readonly answer: string;
}

/**
 * Carries out the effects in their order. The lease shows that nobody else acts for this promotion now.
 * @throws GraphqlRefused naming every part that GitHub refused; what was done stays done, and the next look plans the rest.
 */
export async function perform(client: Client, lease: Lease, seen: Seen, effects: readonly Effect[]): Promise<void> {
  const makesLabels = effects.some(({ kind }) => kind === 'create_label');
  // A closed issue without any entry is nobody's, so it closes only when its first ones stand.
  const isFirst = effects.some(({ kind }) => kind === 'append_ledger') && !seen.comments.some((one) => isLedgerComment(one, seen.bot));
  const waits = ({ kind }: Effect): boolean => (kind === 'set_labels' && makesLabels) || (kind === 'close_issue' && isFirst);
  const fields = (of: readonly Effect[], labelIds: Seen['labelIds']) => of.flatMap((effect) => fieldsOf(effect, seen, labelIds));
  const now = effects.filter((effect) => !waits(effect));
  const made = await mutate(client, lease, fields(now, seen.labelIds));
  await mutate(client, lease, fields(effects.filter(waits), { ...seen.labelIds, ...made }));
  for (const effect of effects) if (effect.kind === 'set_status') await setStatus(client, seen, effect);
}

function fieldsOf(effect: Effect, { issue, repo }: Seen, labelIds: Seen['labelIds']): readonly Field[] {
  switch (effect.kind) {
    case 'post_panel':
    case 'append_ledger':
      return [
        {
          mutation: 'addComment',
          inputType: 'AddCommentInput',
          input: { subjectId: issue.nodeId, body: effect.body },
          answer: 'clientMutationId',
        },
      ];
    case 'edit_panel':
      return [
        {
          mutation: 'updateIssueComment',
          inputType: 'UpdateIssueCommentInput',
          input: { id: effect.comment, body: effect.body },
          answer: 'clientMutationId',
        },
      ];
    case 'create_label': {
      const { name, color, description } = effect;
      return [
        {
          mutation: 'createLabel',
          inputType: 'CreateLabelInput',
          input: { repositoryId: repo.nodeId, name, color, description },
          answer: 'label { id name }',
        },
      ];
    }
    case 'set_labels':
      return [
        ...labelField('addLabelsToLabelable', 'AddLabelsToLabelableInput', issue.nodeId, idsOf(effect.add, labelIds)),
        ...labelField('removeLabelsFromLabelable', 'RemoveLabelsFromLabelableInput', issue.nodeId, idsOf(effect.remove, labelIds)),
      ];
    case 'close_issue':
      return [
        {
          mutation: 'closeIssue',
          inputType: 'CloseIssueInput',
          input: { issueId: issue.nodeId, stateReason: effect.reason },
          answer: 'clientMutationId',
        },
      ];
    case 'set_status':
      return [];
  }
}

const idsOf = (names: readonly string[], labelIds: Seen['labelIds']): readonly string[] => names.flatMap((name) => labelIds[name] ?? []);
const labelField = (mutation: string, inputType: string, labelableId: string, ids: readonly string[]): readonly Field[] =>
  ids.length === 0 ? [] : [{ mutation, inputType, input: { labelableId, labelIds: ids }, answer: 'clientMutationId' }];

const done = z.object({ label: z.object({ id: z.string(), name: z.string() }).optional() });

/**
 * Fields of one mutation run one after another, in the order written; one that fails stops none of the others (GraphQL specification,
 * section 6.2.2). @returns name -> node id of the labels that were made.
 */
async function mutate(client: Client, { ref }: Lease, fields: readonly Field[]): Promise<Seen['labelIds']> {
  if (fields.length === 0) return {};
  const declared = fields.map(({ inputType }, i) => `$input${i}: ${inputType}!`);
  const selected = fields.map(({ mutation, answer }, i) => `  do${i}: ${mutation}(input: $input${i}) { ${answer} }`);
  const variables = Object.fromEntries(fields.map(({ input }, i) => [`input${i}`, input]));
  const { data, errors } = await ask(client, `mutation Perform(${declared.join(', ')}) {\n${selected.join('\n')}\n}`, variables);
  if (errors.length > 0) {
    const named = errors.map((error) => ({
      ...error,
      message: `${fields[numberOf(error.path)]?.mutation ?? 'all of it'}: ${error.message}`,
    }));
    throw new GraphqlRefused(`writing to ${nameOf(ref)}`, named);
  }
  const answers = promised(
    z.object(Object.fromEntries(fields.map((_, i) => [`do${i}`, done]))),
    data,
    `what was written to ${nameOf(ref)}`,
  );
  return Object.fromEntries(Object.values(answers).flatMap(({ label }) => (label ? [[label.name, label.id]] : [])));
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
