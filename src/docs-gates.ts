/** What docs/gates.md takes from the tables of gates and of report formats. */
import * as z from 'zod';
import { ATTESTATION } from './core/evidence/attestation/index.ts';
import { COVERAGE } from './core/evidence/coverage/index.ts';
import { EVALS } from './core/evidence/evals/index.ts';
import { FINDINGS } from './core/evidence/findings/index.ts';
import type { Format } from './core/evidence/format.ts';
import { PERFORMANCE } from './core/evidence/performance/index.ts';
import { TESTS } from './core/evidence/tests/index.ts';
import { commonKeys } from './core/gates/common.ts';
import { KINDS } from './core/gates/index.ts';
import { gatesByHand } from './docs-sandbox.ts';

/** Every generated part of the page by its name, as Markdown. */
export const gatesParts = async (): Promise<Readonly<Record<string, string>>> => ({
  ...(await gatesByHand()),
  'gate-kinds': kindsTable(),
  formats: formatsTable(),
});

const listed = (names: readonly string[], last = 'and'): string => {
  const spans = names.map((name) => `\`${name}\``);
  return spans.length < 2 ? spans.join('') : `${spans.slice(0, -1).join(', ')} ${last} ${spans.at(-1)}`;
};

/** What a kind of gate takes, as its own schema says. */
const shape = z.object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).default([]) });

function kindsTable(): string {
  const rows = KINDS.map((kind) => {
    const { properties, required } = shape.parse(z.toJSONSchema(kind.options(), { io: 'input', unrepresentable: 'any' }));
    const { limits = [], compares } = kind;
    const oneOf = [...limits, ...(limits.length > 0 && compares ? ['compare'] : [])];
    const beside = required.filter((key) => key !== kind.kind);
    const needed = [...(beside.length > 0 ? [listed(beside)] : []), ...(oneOf.length > 0 ? [`one of ${listed(oneOf, 'or')}`] : [])];
    const common = commonKeys(kind).filter((key) => key === 'max_age' || key === 'compare');
    const free = [...Object.keys(properties), ...common].filter((key) => ![kind.kind, ...required, ...oneOf].includes(key));
    return `| \`${kind.kind}\` | ${kind.title} | ${needed.join(' and ')} | ${listed(free)} |`;
  });
  return ['| Key | What it measures | Needs | May have |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The families of formats, by the gates that read them. */
const FAMILIES: readonly (readonly [gates: readonly string[], formats: readonly Format[]])[] = [
  [['tests'], TESTS.formats],
  [['coverage'], COVERAGE.formats],
  [['findings'], FINDINGS.formats],
  [['k6', 'lighthouse', 'benchmark'], PERFORMANCE.formats],
  [['evals'], EVALS.formats],
  [['attestation'], ATTESTATION.formats],
];

function formatsTable(): string {
  const rows = FAMILIES.map(([names, formats]) => {
    const titles = formats.map(({ name, title }) => `${title} (\`${name}\`)`);
    return `| ${listed(names)} | ${titles.join(', ')} |`;
  });
  return ['| Gate | Formats, and their names for `format` |', '| --- | --- |', ...rows].join('\n');
}
