/** What is said to jobs that wait, and what GitHub may answer. */
import { expect, test } from '@jest/globals';
import type { Client } from '../../src/github/graphql.ts';
import { answerJobs, speak } from '../../src/github/jobs.ts';

const REF = { owner: 'acme', repo: 'shop', number: 7 };
const word = { run: 1, environment: 'staging', state: 'approved', comment: 'The promotion is approved.' } as const;

function github(answers: Readonly<Record<string, number>>): { readonly client: Client; readonly asked: string[] } {
  const asked: string[] = [];
  const request: Client['request'] = async (route, parameters = {}) => {
    if (route.startsWith('GET')) return { status: 200, headers: {}, data: { workflow_runs: [{ id: 1 }, { id: 2 }] } };
    const said = `${parameters['run_id']} ${parameters['environment_name']}`;
    asked.push(said);
    const status = answers[said] ?? answers['any'] ?? 204;
    if (status >= 400) throw Object.assign(new Error('no'), { status });
    return { status, headers: {}, data: undefined };
  };
  return { client: { request }, asked };
}

test.each([404, 409, 410, 422])('%i says that nothing is left to say', async (status) => {
  expect(await speak(github({ any: status }).client, REF, word)).toBe(false);
});

test.each([403, 500])('%i is not taken for an answer: the job would wait for ever', async (status) => {
  await expect(speak(github({ any: status }).client, REF, word)).rejects.toMatchObject({ status });
});

const all = { kind: 'answer_jobs', sha: 'a'.repeat(40), environments: ['staging', 'stage'], state: 'approved', comment: 'Yes.' } as const;

test('each run that waits hears it under the name that it waits under', async () => {
  const { client, asked } = github({ '1 staging': 422 });
  await answerJobs(client, REF, all);
  expect(asked).toEqual(['1 staging', '1 stage', '2 staging']);
});

test('a promotion does not wait for jobs that may not be spoken to, but for a GitHub that is away', async () => {
  const forbidden = github({ any: 403 });
  await answerJobs(forbidden.client, REF, all);
  expect(forbidden.asked).toHaveLength(4);
  await expect(answerJobs(github({ any: 502 }).client, REF, all)).rejects.toMatchObject({ status: 502 });
});
