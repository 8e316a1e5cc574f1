/** Sources of an import: what is read, and what every mistake is answered with. */
import { describe, expect, test } from '@jest/globals';
import { isDeployments, readDeployments, sortDeployments } from '../../src/core/imports/deployments.ts';
import { isEngineMap, readEngineMap } from '../../src/core/imports/engine-map.ts';
import { momentIn, placeIn, type Reading, subjectCalled } from '../../src/core/imports/found.ts';
import { isMaturity, readMaturity } from '../../src/core/imports/maturity.ts';
import { namedSaid, readSaid } from '../../src/core/imports/said.ts';
import { rules, sha, told } from './imports-rules.ts';

const maturity = (text: string, file = 'MATURITY.md', said?: string): Reading => readMaturity(text, { config: rules, file, said });
const short = ({ found }: Reading): readonly string[] =>
  found.map(
    ({ subjects, environment, version = '?', since, source }) =>
      `${placeIn(source)} ${subjects.join('|')} ${environment} ${version} ${since ?? '-'}`,
  );

describe('MATURITY.md', () => {
  test('a file of one component, as teams write them: emphasis, emoji, the same stage said again at the end', () => {
    const text = `# Carbon Component Maturity Status

**Current Stage**: **Staging** 🎉
**Last Updated**: 2025-10-09
**Promoted**: 2025-10-08 (Development → Staging)

## 🎉 Status: PROMOTED TO STAGING!

**Current Coverage**: **73.2%** ✅

\`\`\`markdown
**Current Stage**: Production
\`\`\`

## Related Documentation

**Current Stage**: **staging** 🎉
**Status**: ✅ Promoted to Staging
`;
    expect(isMaturity(text)).toBe(true);
    expect(short(maturity(text, 'src/components/carbon/MATURITY.md'))).toEqual([
      'src/components/carbon/MATURITY.md:3 carbon Staging ? 2025-10-08T00:00:00Z',
    ]);
    expect(maturity(text).left).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'keys in bold with the colon inside',
      '**Component:** carbon\n**Stage:** dev\n**Version:** `v1.2.0`\n',
      ['MATURITY.md:2 carbon dev v1.2.0 -'],
    ],
    ['plain keys and items of a list', '- Component: carbon\n- Stage: prod\n- Version: 1.2.0\n', ['MATURITY.md:2 carbon prod 1.2.0 -']],
    ['CRLF', '**Component**: carbon\r\n**Stage**: dev\r\n', ['MATURITY.md:2 carbon dev ? -']],
    [
      'a part for each component',
      '# Maturity\n\n## carbon\n\n**Stage**: dev\n**Version**: v1\n\n### Notes\n\n## Agent Orchestration\n\n**Stage**: staging\n**Version**: v2\n',
      ['MATURITY.md:5 carbon dev v1 -', 'MATURITY.md:12 agent_orchestration staging v2 -'],
    ],
    [
      'a table of components with their stages',
      '| Component | Stage | Version | Promoted |\n|:--|---|---|---|\n| [carbon](carbon/README.md) | **Staging** ✅ | `v1.2.0` | 2025-10-08 |\n| bob | - | | |\n',
      ['MATURITY.md:3 carbon Staging v1.2.0 2025-10-08T00:00:00Z'],
    ],
    [
      'a table with a column for each environment',
      '| Component | Development | Staging |\n|---|---|---|\n| carbon | v1.3.0 | v1.2.0 |\n| bob | none | n/a |\n',
      ['MATURITY.md:3 carbon development v1.3.0 -', 'MATURITY.md:3 carbon staging v1.2.0 -'],
    ],
    [
      'a table whose rows begin and end with a cell',
      'Service | Env | Version\n--- | :-: | ---\ncarbon | staging | v1.2.0\n',
      ['MATURITY.md:3 carbon staging v1.2.0 -'],
    ],
    [
      'rows that are no table because nothing is below their head, and a table after them',
      '| Component | Stage |\n| bob | staging |\n\n| Component | Stage |\n|---|---|\n| carbon | staging |\n',
      ['MATURITY.md:6 carbon staging ? -'],
    ],
  ])('%s', (_what, text, expected) => {
    expect(short(maturity(text))).toEqual(expected);
    expect(maturity(text).left).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['a stage that is only planned', '**Component**: carbon\n**Stage**: prod (planned)\n', ['MATURITY.md:2 carbon prod (planned) ? -']],
    [
      'a version that is only planned',
      '| Component | Prod |\n|---|---|\n| carbon | v1 (planned) |\n',
      ['MATURITY.md:3 carbon production v1 (planned) -'],
    ],
    [
      'remarks that change nothing',
      '**Component**: carbon\n**Stage**: prod (production)\n**Version**: v1 (2025-10-08)\n',
      ['MATURITY.md:2 carbon prod v1 -'],
    ],
  ])('a remark in brackets is left where it may say that it is not so: %s', (_what, text, expected) => {
    expect(short(maturity(text))).toEqual(expected);
  });

  test('comments and examples say nothing', () => {
    const text = `**Component**: carbon
<!-- not yet:
**Stage**: production
-->
\`\`\`\`markdown
\`\`\`
**Stage**: production
\`\`\`
**Stage**: production
\`\`\`\`
**Stage**: dev
`;
    expect(short(maturity(text))).toEqual(['MATURITY.md:11 carbon dev ? -']);
  });

  test('--subject counts before what the file calls it', () => {
    expect(short(maturity('# Something else\n\n**Stage**: dev\n', 'MATURITY.md', 'carbon'))).toEqual(['MATURITY.md:3 carbon dev ? -']);
  });

  test.each<[string, string, RegExp]>([
    [
      'no stage at all',
      '# Carbon\n\nAll is well.\n',
      /^MATURITY\.md:1 the file: nothing here says a stage, like "\*\*Current Stage\*\*: development"/,
    ],
    [
      'two stages',
      '**Component**: carbon\n**Stage**: dev\n\n**Stage**: prod\n',
      /^MATURITY\.md:2 carbon: it says "dev" here and "prod" in line 4\. Mend the file/,
    ],
  ])('%s', (_what, text, words) => {
    const { found, left } = maturity(text);
    expect(found).toEqual([]);
    expect(told(left).join('\n')).toMatch(words);
  });

  test('is nothing else', () => {
    for (const text of ['', '# Carbon\n\n| Gate | Found |\n|---|---|\n| lint | fine |\n', 'agents:\n  bob:\n'])
      expect(isMaturity(text)).toBe(false);
  });
});

const map = (status: string, more = ''): string => `schema_version: "1.0.0"
agents:
  bob:
    environments:
      dev: { project_id: p, region: r, engine_id: "1", engine_name: b${status}${more} }
promotion: {}
environments: { dev: {}, stage: {} }
`;

describe('an Agent Engine map', () => {
  test.each<[string, string, readonly string[]]>([
    ['deployed', map(', status: deployed'), ['map.yaml:5 bob dev ? -']],
    ['validated, with its version', map(', status: validated', ', version: 1.2.0'), ['map.yaml:5 bob dev 1.2.0 -']],
    ['pending', map(', status: pending'), []],
  ])('%s', (_what, text, expected) => {
    expect(isEngineMap(text)).toBe(true);
    expect(short(readEngineMap(text, 'map.yaml'))).toEqual(expected);
    expect(readEngineMap(text, 'map.yaml').left).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    [
      'a status that nobody set',
      map(', status: TODO'),
      /^map\.yaml:5 bob in dev: status is not set; it may be pending, deployed, validated\. Set it with/,
    ],
    ['no status', map(''), /^map\.yaml:5 bob in dev: status is not set/],
    [
      'a wrong status',
      map(', status: deploid'),
      /^map\.yaml:5 bob: .*"deploid", and must be pending, deployed or validated; write deployed/,
    ],
    ['no map', 'agents:\n  bob:\n    environments: [\n', /^map\.yaml:\d+ the map: /],
    ['a newer schema', map(', status: deployed').replace('1.0.0', '2.0.0'), /^map\.yaml:1 the map: schema_version is "2\.0\.0"/],
  ])('%s is left out, with its place and the remedy', (_what, text, words) => {
    const { found, left } = readEngineMap(text, 'map.yaml');
    expect(found).toEqual([]);
    expect(told(left).join('\n')).toMatch(words);
  });
});

describe('a list of Deployments', () => {
  const item = {
    id: 7,
    sha: sha('a'),
    ref: 'v1',
    environment: 'stage',
    task: 'deploy',
    payload: {},
    created_at: '2026-11-01T10:00:00Z',
    url: 'x',
  };
  test('the newest twenty of a place are looked at, however many there are', () => {
    const many = Array.from({ length: 25 }, (_, at) => ({ ...item, id: 1 + at, payload: { agent: 'bob' } }));
    const { candidates } = sortDeployments(many, rules, null, undefined);
    expect(candidates.map(({ newestFirst }) => newestFirst.map(({ id }) => id))).toEqual([Array.from({ length: 20 }, (_, at) => 25 - at)]);
  });
  test('one list, or pages of it', () => {
    for (const list of [[item], [[item]]]) expect(readDeployments(JSON.stringify(list))).toMatchObject({ ok: true, value: [{ id: 7 }] });
  });
  test.each<[string, string, string]>([
    ['no JSON', '[', 'it is no JSON'],
    ['something else in it', JSON.stringify([item, { name: 'main' }]), 'item 1 is no Deployment'],
    ['an answer of GitHub that is an error', '{"message":"Not Found"}', 'item 0 is no Deployment'],
  ])('%s', (_what, text, error) => {
    expect(readDeployments(text)).toEqual({ ok: false, error });
  });
});

test('names: exactly, or in another writing where only one subject can be meant', () => {
  expect(
    ['carbon', ' carbon ', 'Carbon', 'Agent Orchestration', 'agent-orchestration'].map((name) => subjectCalled(rules, name)?.name),
  ).toEqual([...['carbon', 'carbon', 'carbon', 'agent_orchestration', 'agent_orchestration']]);
  expect(subjectCalled(rules, 'carbo')).toBeUndefined();
  const two = { ...rules, subjects: rules.subjects.map((one) => (one.name === 'bob' ? { ...one, name: 'CARBON' } : one)) };
  expect([subjectCalled(two, 'Carbon'), subjectCalled(two, 'CARBON')?.name]).toEqual([undefined, 'CARBON']);
});

test('days and moments', () => {
  expect(['on 2025-10-08 at noon', '2025-10-08T09:30:00Z', '2025-02-31', 'last week'].map(momentIn)).toEqual([
    ...['2025-10-08T00:00:00Z', '2025-10-08T09:30:00Z', null, null],
  ]);
  expect(['2025-10-08T01:30:00+02:00', '2025-10-08T09:30:00.250Z', '2025-10-08T25:00:00Z'].map(momentIn)).toEqual([
    ...['2025-10-07T23:30:00Z', '2025-10-08T09:30:00Z', null],
  ]);
});

test('--version says what a source leaves open, in the names of the rules', () => {
  expect([readSaid('bob@stage=1.2.0'), readSaid('bob=1.2.0'), readSaid('bob@stage=')]).toMatchObject([
    { subject: 'bob', version: '1.2.0' },
  ]);
  const said = ['Bob@stage=1.2.0'].flatMap((text) => readSaid(text) ?? []);
  expect(namedSaid(said, rules)).toMatchObject({ ok: true, value: [{ subject: 'bob', environment: 'staging' }] });
  expect(namedSaid([{ ...said[0], environment: 'moon', subject: 'bob', version: '1', text: '' }], rules)).toEqual({
    ok: false,
    error: 'moon',
  });
});

test('a Deployment that names something else is of that, also where there is one subject or one was said', () => {
  const of = (payload: unknown) => ({
    id: 1,
    sha: sha('a'),
    ref: 'v9',
    environment: 'staging',
    task: 'deploy',
    payload,
    created_at: '2026-01-01T00:00:00Z',
  });
  const alone = { ...rules, subjects: rules.subjects.slice(0, 1) };
  for (const said of [undefined, 'agent_orchestration']) {
    const { candidates, left } = sortDeployments([of({ component: 'billing' })], alone, null, said);
    expect([candidates, told(left)]).toEqual([[], [expect.stringContaining('"billing" is no subject')]]);
    expect(sortDeployments([of({})], alone, null, said).candidates.map(({ subject }) => subject)).toEqual(['agent_orchestration']);
  }
});

test('a file that begins with a badge is no list', () => {
  expect(isDeployments('[![CI](https://example.com/badge.svg)](https://example.com)\n# Shop Maturity\n')).toBe(false);
  expect(['[]', '[{"id":1}]', '[[{"id":1}]]', '[ [] ]'].map(isDeployments)).toEqual([true, true, true, true]);
});
