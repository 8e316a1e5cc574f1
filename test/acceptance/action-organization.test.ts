/** The committed bundle with rules that are laid over those of the organisation: both files are read from GitHub, and what cannot be read blocks. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { REPO, rules, type Workshop, workshop } from './action-world.ts';

const PLACE = 'acme/.github';
const PATH = '.github/promotion.yml';
const [BELOW = '', SUBJECTS = ''] = rules('spec: { file: README.md }').split('subjects:');
const OWN = `version: 1\nextends: org\nsubjects:${SUBJECTS}`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const founds = ({ world }: Workshop, text: string | null, isPrivate = false): unknown =>
  world.repository(PLACE, { files: { 'README.md': '', ...(text === null ? {} : { [PATH]: text }) }, private: isPrivate });

test('mode gates judges by both files, and its report has the digest that the bot compares', async () => {
  const shop = await workshop(OWN);
  founds(shop, BELOW);
  const before = shop.world.requests.length;
  const { exit, outputs, report } = await shop.gates();
  expect([exit, outputs['gates']]).toEqual([0, '{"spec":"pass"}']);
  expect(report?.policy).toEqual({ path: PATH, sha256: sha256(`${OWN}\0${BELOW}`) });
  const asked = shop.world.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
  expect(asked.filter((one) => one.includes('/contents/'))).toEqual([
    expect.stringMatching(/^GET .*\/repos\/acme\/shop\/contents\//),
    expect.stringMatching(/^GET .*\/repos\/acme\/\.github\/contents\//),
  ]);
});

test('rules that extend nothing have the digest that they always had, and cost what they always did', async () => {
  const shop = await workshop(rules('spec: { file: README.md }'));
  founds(shop, BELOW);
  const before = shop.world.requests.length;
  const { report } = await shop.gates();
  expect(report?.policy.sha256).toBe(sha256(rules('spec: { file: README.md }')));
  expect(shop.world.requests.slice(before).filter(({ path }) => path.includes(PLACE))).toEqual([]);
});

test.each<[string, (shop: Workshop) => unknown, string]>([
  [
    'is not there',
    () => {},
    'GitHub shows me no such repository; install this App on it, or make it public (the token of a workflow reads no private repository beside its own)',
  ],
  ['is private', (shop) => founds(shop, BELOW, true), 'GitHub shows me no such repository'],
  ['has no such file', (shop) => founds(shop, null), 'there is no such file on the default branch; add it'],
  [
    'is broken',
    (shop) => founds(shop, BELOW.replace('version: 1', 'version: 9')),
    'acme/.github: .github/promotion.yml line 1: version is 9, and must be 1.',
  ],
  [
    'is loosened',
    (shop) => founds(shop, `locked: [environments]\n${BELOW}roles: { qa: { teams: [qa] } }\n`.replace('approval: none', 'approval: qa')),
    '',
  ],
])('a file of the organisation that %s blocks, with words', async (_how, sets, words) => {
  const shop = await workshop(words === '' ? `${OWN}environments: { staging: { approval: none } }\n` : OWN);
  sets(shop);
  const { exit, outputs, summary } = await shop.gates();
  expect([exit, outputs['result']]).toEqual([1, 'blocked']);
  expect(summary).toContain(words === '' ? 'environments.staging.approval comes to be' : words);
});

test('mode pull_request reads the rules of the base branch over those of the organisation', async () => {
  const shop = await workshop(OWN);
  const { world } = shop;
  world.as('alice').pushes(REPO, { 'src/web/index.ts': 'export default 1;\n' }, { branch: 'feature' });
  const pull = world.as('alice').proposes(REPO, { title: 'Change', head: 'feature' });
  const first = await shop.outlook(pull);
  expect(first.outputs['result']).toBe('blocked');
  founds(shop, BELOW);
  const { outputs, summary } = await shop.outlook(pull);
  expect([outputs['passed'], summary]).toEqual(['true', expect.stringContaining('spec')]);
});
