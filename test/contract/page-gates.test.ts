/** docs/gates.md is held to the gates: each kind, key, format and reason is there, and each example is one. */
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../src/core/config.ts';
import { FORMATS } from '../../src/core/evidence/formats.ts';
import { KINDS, kindsIn } from '../../src/core/gates/index.ts';
import { KNOWN_PLACEHOLDERS } from '../../src/core/gates/placeholders.ts';
import { untrustedText } from '../../src/core/views/gates.ts';
import { fenced, spans, textOf } from './pages.ts';

const GATES = 'docs/gates.md';
/** Those of the kinds, and of `compare`; the first is a step of a workflow. */
const examples = fenced(GATES, 'yml').filter((text) => !text.includes('uses:'));
const around = (gates: string): string => `version: 1
prometheus: { url: 'https://prometheus.example' }
roles: { tech-lead: { teams: [tech-leads] }, qa: { teams: [qa] } }
environments:
  development:
  staging:
    approval: none
    gates:
${gates.replaceAll(/^/gm, '      ')}
subjects: { shop: { kind: agent, labels: { job: shop } } }
`;

test('every example of a gate is one, and a letter too many is told', () => {
  expect(examples.flatMap((example) => readConfig(around(example)).problems)).toEqual([]);
  for (const example of examples) expect(readConfig(around(example.replace(/ \}$/m, ', minn: 1 }'))).problems).not.toEqual([]);
});

test('each kind of gate has its section, with an example that has every key it knows', () => {
  const [, kinds = ''] = textOf(GATES).split(/^## Kinds$/m);
  const sections = (kinds.split(/^## /m)[0] ?? '').split(/^### /m).slice(1);
  expect(sections.map((text) => text.split('\n')[0])).toEqual(KINDS.map(({ kind }) => kind));
  const shape = z.object({ properties: z.record(z.string(), z.unknown()) });
  const missing = KINDS.flatMap(({ kind, options }, index) => {
    const shown = sections[index] ?? '';
    const keys = Object.keys(shape.parse(z.toJSONSchema(options(), { io: 'input', unrepresentable: 'any' })).properties);
    const [, example = ''] = /```yml\n([\s\S]*?)```/.exec(shown) ?? [];
    const written: readonly Readonly<Record<string, unknown>>[] = Object.values(parse(example));
    const isKind = written.some((gate) => kindsIn(gate).join() === kind);
    return [...keys.filter((key) => !written.some((gate) => Object.hasOwn(gate, key))), ...(isKind ? [] : ['an example'])].map(
      (key) => `${kind}: ${key}`,
    );
  });
  expect(missing).toEqual([]);
});

test('every placeholder, kind and format is named where people look for it', () => {
  const inGates = spans(textOf(GATES));
  expect(KNOWN_PLACEHOLDERS.filter((name) => !inGates.includes(name.replace('<name>', 'job')))).toEqual([]);
  expect([...KINDS.map(({ kind }) => kind), ...FORMATS.map(({ name }) => name)].filter((name) => !inGates.includes(name))).toEqual([]);
});

test('every reason not to take a report is in the table of what to do, in the words of the panel, and nothing else is', () => {
  const sources = ['src/core/gate-trust.ts', 'src/core/gates-due.ts', 'src/github/artifacts.ts'].map(textOf).join('\n');
  const codes = [...sources.matchAll(/(?:misfit\(|code: |^ {4}\[)'([a-z_]+)'/gm)].map(([, code = '']) => code);
  const said = new Set(codes.map((code) => String(untrustedText(code, {}).markdown)));
  const [, trouble = ''] = textOf(GATES).split(/^## When something is not taken$/m);
  const rows = [...(trouble.split(/^## /m)[0] ?? '').matchAll(/^\| ([^|]+?) \| ([^|]{8,}) \|$/gm)].map(([, words = '']) => words);
  expect(new Set(rows.slice(1).filter((words) => words !== 'The quality gates could not be started'))).toEqual(said);
  expect(said.size).toBeGreaterThan(15);
});

test('what the pages say of the workflow is what the template has', () => {
  const workflow = textOf('templates/workflows/promotion-gates.yml');
  const inputs = [...textOf(GATES).matchAll(/`(\w+: \$\{\{ inputs\.\w+ \}\})`/g)].map(([, line = '']) => line);
  expect(inputs.length).toBeGreaterThan(3);
  const used = [...textOf(GATES).matchAll(/uses: (\S+@[0-9a-f]{40} # \S+)/g)].map(([, pin = '']) => pin);
  expect(used.length).toBe(1);
  for (const words of [...inputs, ...used, 'overwrite: true', 'if: always()', 'name: promotion-report', 'retention-days'])
    expect(workflow).toContain(words);
});
