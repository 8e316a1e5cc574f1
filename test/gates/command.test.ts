import { expect, test } from '@jest/globals';
import { splitCommand } from '../../src/core/gates/argv.ts';
import { about, gate, judged, table } from './asked.ts';

const ended = (exit: number | null) => ({ command: { exit, seconds: 1.84, tail: ['last line'] } });
const RUN = { command: 'python scripts/check.py {subject}', timeout: '60s' };

table('command', [
  ['exit 0', RUN, ended(0), 'pass', 'exit 0 in 1.8 s'],
  ['exit 1', RUN, ended(1), 'fail', 'exit 1 in 1.8 s; 0 is wanted'],
  ['exit 78 skips nothing', RUN, ended(78), 'fail', /exit 78/],
  ['a signal ended it', RUN, ended(null), 'error', /a signal ended it after 1.8 s: a crash/],
]);

test.each<[string, readonly string[]]>([
  ['a b  c', ['a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a '$HOME | ; \`x\`'`, ['a', '$HOME | ; `x`']],
  [String.raw`a b\ c "d\"e" '\'`, ['a', 'b c', 'd"e', '\\']],
  [`a"b"'c'`, ['abc']],
  ['a ""', ['a', '']],
])('%j is split as a shell would', (line, words) => {
  expect(splitCommand(line)).toEqual({ ok: true, value: words });
});

test.each([
  'a $HOME',
  'a "$(id)"',
  'a `id`',
  'a | b',
  'a; b',
  'a && b',
  'a > b',
  'a < b',
  'a\nb',
  '(a)',
  'a "b',
  "a 'b",
  'a \\',
  '',
  '  ',
  'a \0',
])('%j is refused, for no shell runs it', (line) => {
  expect(splitCommand(line).ok).toBe(false);
});

test('a value is part of one word, whatever is in it', () => {
  const version = "1 $(id); 'x' | y";
  expect(gate({ command: 'run --of={version} {to}' }).needs(about({ version }))).toEqual([
    { kind: 'command', argv: ['run', `--of=${version}`, 'production'], timeoutSeconds: 300 },
  ]);
});

test('a value cannot become an option', () => {
  const finding = judged({ command: 'run {version}' }, ended(0), about({ version: '--force' }));
  expect(finding).toMatchObject({ outcome: 'error', summary: expect.stringContaining('option') });
});
