/** The README: what a newcomer sees first, the ways to install, and what it must not leave out. */
import { expect, test } from '@jest/globals';
import { commands } from '../../src/core/commands/index.ts';
import { STATUSES } from '../../src/core/promotion.ts';
import { blocksIn, fenced, section, textOf } from './pages.ts';

const readme = textOf('README.md');

test('the first screen says what it is, how to try it, how to test it, how to install it, and what was never tried', () => {
  const [first = ''] = readme.split(/^## /m);
  expect(first.split('\n').length).toBeLessThanOrEqual(50);
  const words = [
    'npm run sandbox\u0020',
    'npm run sandbox -- --play',
    'npm cit',
    'never tried against github.com',
    'no telemetry',
    '```mermaid',
  ];
  for (const one of [...words, '](#install-as-a-github-app)', '](#host-it-yourself)']) expect(first).toContain(one);
});

test('it says which version it is, and every command that people can say', () => {
  const { version }: { version: string } = JSON.parse(textOf('package.json'));
  expect(readme).toContain(`This is version ${version.split('.').slice(0, 2).join('.')}.`);
  for (const { verb } of commands) expect(readme).toContain(`\`/${verb}\``);
});

test('the whole of it stays short', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(330);
});

test('the picture shows statuses and commands that exist', () => {
  const [picture = ''] = fenced('README.md', 'mermaid');
  const statuses = [...picture.matchAll(/\b[A-Z_]{5,}\b/g)].map(([status]) => status);
  expect(new Set(statuses)).toEqual(new Set(STATUSES));
  const said = [...picture.matchAll(/\/([a-z]+)/g)].map(([, verb]) => verb);
  expect(said.filter((verb) => !commands.some((command) => command.verb === verb))).toEqual([]);
});

test.each(['Install as a GitHub App', 'Install without a server: the Action alone', 'Host it yourself'])(
  '"%s" is a few steps, with the commands of each',
  (title) => {
    const text = section('README.md', title);
    const steps = [...text.matchAll(/^(\d)\. /gm)].map(([, number]) => Number(number));
    expect(steps).toEqual(steps.map((_, at) => at + 1));
    expect(steps.length).toBeLessThanOrEqual(7);
    expect(blocksIn('README.md', text).filter(({ language }) => language === 'sh').length).toBeGreaterThanOrEqual(4);
    expect(text).toMatch(/needs GitHub|needs the npm registry/);
  },
);
