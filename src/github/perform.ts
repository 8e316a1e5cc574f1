/** Effects -> writes: one batched mutation, a second when labels had to be made first, one REST request a commit status. */
import { z } from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Lease } from '../app/ports.ts';
import type { Effect } from '../core/effect.ts';
import type { Seen } from '../core/seen.ts';
import { ask, type Client, GraphqlRefused } from './graphql.ts';

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
  const created = effects.filter((effect) => effect.kind === 'create_label').map(({ name }) => name);
  const labelling = effects.filter((effect) => effect.kind === 'set_labels');
  const later = created.length > 0 ? labelling : [];
  const now = effects.filter((effect) => !later.includes(effect as (typeof labelling)[number]));
  const answers = await mutate(
    client,
    lease,
    now.flatMap((effect) => fieldsOf(effect, seen, seen.labelIds)),
  );
  if (later.length > 0) {
    const labelIds = { ...seen.labelIds, ...createdIds(answers) };
    await mutate(
      client,
      lease,
      later.flatMap((effect) => fieldsOf(effect, seen, labelIds)),
    );
  }
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

/** Fields of one mutation run one after another, in the order written (GraphQL specification, section 6.2.2). */
async function mutate(client: Client, { ref }: Lease, fields: readonly Field[]): Promise<unknown> {
  if (fields.length === 0) return {};
  const declared = fields.map(({ inputType }, i) => `$input${i}: ${inputType}!`);
  const selected = fields.map(({ mutation, answer }, i) => `  do${i}: ${mutation}(input: $input${i}) { ${answer} }`);
  const variables = Object.fromEntries(fields.map(({ input }, i) => [`input${i}`, input]));
  const { data, errors } = await ask(client, `mutation Perform(${declared.join(', ')}) {\n${selected.join('\n')}\n}`, variables);
  if (errors.length > 0) throw new GraphqlRefused(`writing to ${nameOf(ref)}`, errors);
  return data;
}

const createdLabels = z.record(z.string(), z.object({ label: z.object({ id: z.string(), name: z.string() }).nullish() }).nullish());

function createdIds(answers: unknown): Record<string, string> {
  const labels = Object.values(createdLabels.parse(answers)).flatMap((answer) => answer?.label ?? []);
  return Object.fromEntries(labels.map(({ id, name }) => [name, id]));
}

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
