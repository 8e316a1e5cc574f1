/** The JSON Schema of `.github/promotion.yml` that editors get: it takes what reading takes, and refuses what reading refuses by its shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { main } from '../../src/cli.ts';
import { readConfig } from '../../src/core/config.ts';
import { configJsonSchema } from '../../src/core/config-json-schema.ts';
import { readShape } from '../../src/core/config-shape.ts';
import { readYaml } from '../../src/core/yaml-source.ts';
import { makeAjv } from '../../src/sandbox/contract/ajv.ts';
import { cliWorld } from '../acceptance/cli-world.ts';
import { edited, ROWS, unmark } from '../core/config-mistakes.ts';
import { RECORD_ROWS } from '../core/config-record-mistakes.ts';
import { CONFIG } from '../harness/story.ts';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const validate = makeAjv().compile(configJsonSchema());
const takes = (text: string): boolean => validate(readYaml(text).source?.value);

test('templates/promotion.schema.json is what `config schema` prints', async () => {
  const { io, out } = cliWorld();
  expect(await main(['config', 'schema'], io)).toBe(0);
  expect(out()).toBe(textOf('templates/promotion.schema.json'));
});

const fixtures = readdirSync(new URL('test/fixtures/config', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => [name, textOf(`test/fixtures/config/${name}`)] as const);
const README = [...textOf('README.md').matchAll(/```yaml\n(version: 1\n[\s\S]*?)```/g)].map(
  (match, i) => [`README ${i}`, match[1] ?? ''] as const,
);
const GOOD = [
  ['promotion.yml', textOf('templates/promotion.yml')],
  ['promotion.agents.yml', textOf('templates/promotion.agents.yml')],
  ['the config of the stories', CONFIG],
  ['the config of the mistakes', edited({})],
  ...README,
  ...fixtures.filter(([, text]) => readConfig(text).config !== undefined),
] as const;

test.each(GOOD)('%s fits', (_name, text) => {
  expect(readConfig(text).problems).toEqual([]);
  expect([takes(text), validate.errors]).toEqual([true, null]);
});

/** Shapes that a schema cannot spell: a refinement written in code. */
const IN_CODE = ['bad_path', 'bad_url'];
const MISFITS = Object.entries({ ...ROWS, ...RECORD_ROWS }).flatMap(([title, { marked }]) => {
  const { text } = unmark(marked);
  const { source } = readYaml(text);
  const found = source ? readShape(source).findings.map(({ code }) => code) : [];
  return found.some((code) => !IN_CODE.includes(code)) ? [[title, text] as const] : [];
});

test.each(MISFITS)('%s is refused by the schema as well', (_title, text) => {
  expect(takes(text)).toBe(false);
});

test('there are mistakes of shape to tell apart', () => {
  expect(MISFITS.length).toBeGreaterThan(30);
});

test('the templates say how an editor gets it', () => {
  for (const [, text] of GOOD.slice(0, 2)) expect(text).toContain('# yaml-language-server: $schema=promotion.schema.json');
});
