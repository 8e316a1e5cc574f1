/** Attack 83: what somebody wrote into an Agent Engine map, on the terminal of whoever looks at it; and maps that are made to hurt. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAgentMap } from '../../src/core/agents/read.ts';
import { agents, PATH, path } from '../acceptance/agents-run.ts';

const ESC = '\u001b]0;owned\u0007\u001b[2J';
const BIDI = '\u202e\u2066\u200b';
const C1 = '\u009b31m';
const quoted = (text: string): string => JSON.stringify(text);
const place = (value: string): string =>
  `{ project_id: ${value}, region: ${value}, engine_id: ${value}, engine_name: ${value}, status: pending }`;

/** Foreign text in every place that is printed. */
const map = (evil: string): string => {
  const e = quoted(`x${evil}y`);
  return `schema_version: "1.0.0"
app_version: ${e}
agents:
  ${quoted(`bob${evil}`)}:
    display_name: ${e}
    description: ${e}
    agent_dir: ${e}
    environments: { dev: ${place(e)}, stage: { ${e}: 1, engine_id: ${quoted(`TODO ${evil}`)} }, ${quoted(`prod${evil}`)}: ${place(e)} }
promotion:
  dev_to_stage: { required_checks: [${e}], manual_approval: true, approval_channel: ${e} }
  ${quoted(`dev_to_prod${evil}`)}: { required_checks: [${e}], manual_approval: false }
  ${quoted(`dev_to_${evil}`)}: ${e}
environments: { dev: , stage: , ${quoted(`prod${evil}`)}: }
`;
};

describe('attack 83: nothing in a map reaches the terminal as more than text', () => {
  // Falls without: src/core/views/plain.ts, src/core/views/agent-problem.ts (printable), src/core/views/inert-json.ts (OBEYED)
  test.each([
    ['escape sequences', ESC],
    ['text that runs backwards', BIDI],
    ['control characters of eight bits', C1],
    ['line breaks', '\n\r\u2028\u2029\u0085'],
  ])('attack 83: %s', async (_what, evil) => {
    for (const argv of [
      [],
      ['--validate'],
      path('dev', 'stage'),
      [...path('dev', 'stage'), '--validate'],
      ['--json'],
      ['--validate', '--json'],
      ['--agent', `bob${evil}x`],
      ['--from-env', `dev${evil}`, '--to-env', 'stage'],
      ['--config', `no${evil}such.yaml`],
      ['--agent', `nobody${evil}`, '--json'],
      ['--config', `no${evil}such.yaml`, '--json'],
      ['set', `bod${evil}`, 'dev', '--status', 'validated'],
      ['set', `bob${evil}`, `dev${evil}`, '--status', 'validated'],
      ['set', `bob${evil}`, 'dev', '--engine-id', `1${evil}`],
      ['set', `bob${evil}`, 'dev', '--engine-id', '1', '--json'],
      ['set', `bob${evil}`, 'dev', '--engine-id', '2'],
    ]) {
      const { out, err } = await agents(map(evil), ...argv);
      expect([argv, `${out}${err}`.replaceAll('\n', '')]).toEqual([argv, expect.not.stringMatching(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)]);
      expect(out + err).not.toBe('');
    }
  });

  test('attack 83: JSON says what stands there all the same', async () => {
    const { out } = await agents(map(BIDI), '--json');
    expect(JSON.parse(out).agents[0].name).toBe(`bob${BIDI}`);
  });

  test('attack 83: the command that is proposed cannot carry another one', async () => {
    const name = `bob'; rm -rf ~; $(id) \`id\` #`;
    const text = map('').replace('"bob"', quoted(name));
    const { out } = await agents(text, '--validate');
    expect(out).toContain(`promotion-bot agents set 'bob'\\''; rm -rf ~; $(id) \`id\` #' stage`);
  });
});

describe('maps that are made to hurt', () => {
  test.each([
    [
      'ten thousand agents',
      `schema_version: 1\nenvironments: { dev: }\nagents:\n${Array.from({ length: 10_000 }, (_, n) => `  a${n}:\n`).join('')}`,
      'too_many',
    ],
    [
      'environments without end',
      `schema_version: 1\nagents: { a: }\nenvironments:\n${Array.from({ length: 5_000 }, (_, n) => `  e${n}:\n`).join('')}`,
      'too_many',
    ],
    ['deep nesting', `schema_version: 1\nagents: ${'['.repeat(50_000)}`, 'too_deep'],
    ['a billion laughs', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n', 'alias'],
    ['a megabyte', `schema_version: ${'1'.repeat(1_000_000)}`, 'too_long'],
  ])('%s', (_what, text, code) => {
    const { map: read, problems } = readAgentMap(text);
    expect([read, problems[0]?.code]).toEqual([undefined, code]);
  });

  test('checks that include checks that include checks: no more than there are', () => {
    const edges = Array.from({ length: 20 }, (_, n) => {
      const next = n === 19 ? '"last"' : Array.from({ length: 10 }, () => `"All e${n + 1}_to_e${n + 2} checks"`).join(', ');
      return `  e${n}_to_e${n + 1}: { manual_approval: false, required_checks: [${next}] }\n`;
    });
    const text = `schema_version: 1\nagents: { a: }\nenvironments: { ${Array.from({ length: 22 }, (_, n) => `e${n}: `).join(', ')} }\npromotion:\n${edges.join('')}`;
    expect(readAgentMap(text).map?.edges[0]?.checks).toEqual(['last']);
  });

  test('a map cannot reach into objects, nor agents set out of its file', async () => {
    const text = 'schema_version: 1\nagents: { constructor: { environments: { dev: { status: pending } } } }\nenvironments: { dev: }\n';
    const done = await agents(text, 'set', 'constructor', 'dev', '--status', 'validated');
    expect([done.code, done.text()]).toEqual([0, text.replace('pending', 'validated')]);
    expect((await agents(text, 'set', 'toString', 'dev', '--status', 'validated')).code).toBe(1);
    expect(readFileSync(join(done.folder, PATH), 'utf8')).toBe(done.text());
  });
});
