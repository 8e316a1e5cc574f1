/** What operators copy: the five targets of the Makefile, and every command of the playbook, run in a folder that begins with a map of TODO. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { opensShop, type Shop } from './agents-world.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await opensShop();
});
afterAll(() => shop.closes());

const playbook = readFileSync('templates/PLAYBOOK.md', 'utf8');
const makefile = readFileSync('templates/Makefile', 'utf8');

test('C12: the map of the templates is right, and nothing in it is set', () => {
  const { map, problems } = readAgentMap(readFileSync('templates/agent_engine_envs.yaml', 'utf8'));
  expect(problems).toEqual([]);
  expect(map?.agents[0]?.places.map(({ blanks }) => blanks.map(({ field, kind }) => [field, kind]))).toEqual(
    Array.from({ length: 3 }, () => [
      ['engine_id', 'todo'],
      ['project_id', 'todo'],
    ]),
  );
});

describe('C9: one-line commands for the five make targets of the seed', () => {
  test('there are these five, each with one line', () => {
    const targets = [...makefile.matchAll(/^([\w-]+): ##.*\n((?:\t.*\n?)+)/gm)].map(([, name, recipe = '']) => [
      name,
      recipe.trim().split('\n').length,
    ]);
    expect(targets).toEqual([
      ['promote-agent-config-show', 1],
      ['promote-agent-config-dev-to-stage', 1],
      ['promote-agent-config-stage-to-prod', 1],
      ['promote-agent-config-validate-dev-to-stage', 1],
      ['promote-agent-config-validate-stage-to-prod', 1],
    ]);
  });

  test.each([
    ['promote-agent-config-show', /\[ \] TODO-SET-DEV-ENGINE-ID/],
    ['promote-agent-config-dev-to-stage', /^dev -> stage\nRequired checks.*\n {2}- Unit tests passing\n/m],
    ['promote-agent-config-stage-to-prod', /^Approval: by a person; ask in #deployments$/m],
  ])('%s shows, and is fine with a map of TODO', async (target, words) => {
    expect(await shop.runs(`make ${target}`)).toEqual({ code: 0, out: expect.stringMatching(words), err: '' });
  });

  test.each([
    ['promote-agent-config-validate-dev-to-stage', 'support, dev -> stage: not ready'],
    ['promote-agent-config-validate-stage-to-prod', 'support, stage -> prod: not ready'],
  ])('%s fails with a map of TODO, and make says that the code was 2', async (target, words) => {
    const { code, out, err } = await shop.runs(`make ${target}`);
    expect([code, out]).toEqual([2, expect.stringContaining(words)]);
    expect(err).toMatch(/Error 2$/m);
  });

  test('one agent is named with AGENT, another map with CONFIG', async () => {
    expect((await shop.runs('make promote-agent-config-show AGENT=nobody')).err).toMatch(
      /There is no agent "nobody"; there are: support\.\n.*Error 1\n/,
    );
    expect((await shop.runs('make promote-agent-config-show CONFIG=other.yaml')).err).toContain(
      'other.yaml cannot be read: there is no such file.',
    );
  });
});

describe('C10: the playbook', () => {
  const blocks = [...playbook.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)];
  const lines = blocks.flatMap(([, indent = '', fence, text = '']) =>
    fence === 'sh'
      ? text
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(indent.length))
      : [],
  );

  test('has checklists, a command reference, how to update the map, monitoring and rollback', () => {
    const titles = [...playbook.matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'The way',
      'Checklist: dev to stage',
      'Checklist: stage to prod',
      'Command reference',
      'Updating the map',
      'Monitoring',
      'Rollback',
    ]);
    expect(playbook.match(/^- \[ \] /gm)?.length).toBeGreaterThanOrEqual(10);
  });

  test('every fence is a command that is run here, or a picture', () => {
    expect(new Set(blocks.map(([, , fence]) => fence))).toEqual(new Set(['sh', 'text']));
    expect(lines.length).toBeGreaterThanOrEqual(20);
    for (const option of ['--agent', '--from-env', '--to-env', '--validate', '--json', '--engine-id', '--status'])
      expect(lines.join('\n')).toContain(option);
  });

  test('read from top to bottom, every command does what it says', async () => {
    for (const line of [
      'git init -q .',
      'git config user.name operator',
      'git config user.email operator@example.com',
      'git add -A',
      'git commit -qm first',
    ])
      expect([line, (await shop.runs(line)).code]).toEqual([line, 0]);
    for (const line of lines) {
      const { code, out, err } = await shop.runs(line);
      expect([line, code, out + err]).toEqual([line, Number(/ # (\d+) /.exec(line)?.[1] ?? 0), expect.not.stringMatching(/\n\s+at /)]);
    }
    const { map } = readAgentMap((await shop.runs('git show HEAD:config/agent_engine_envs.yaml')).out);
    expect(map?.agents[0]?.places.map(({ values }) => [values.engine_id, values.status])).toEqual([
      ['1234567890123456789', 'validated'],
      ['projects/acme-stage/locations/us-central1/reasoningEngines/2345678901234567890', 'deployed'],
      ['4567890123456789012', 'deployed'],
    ]);
  });
});
