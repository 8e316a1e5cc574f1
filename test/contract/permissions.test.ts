/** The table of permissions is one: app.yml, what is held, what is said, and the page about it. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FEATURES, type Feature } from '../../src/core/granted.ts';
import { permissionName, WITHOUT } from '../../src/core/views/granted.ts';
import { readManifest } from '../../src/setup/manifest.ts';

const PAGE = readFileSync('docs/permissions.md', 'utf8');

test('every permission of app.yml is for something, at its level, and nothing is for a permission that app.yml does not ask for', () => {
  const { metadata, ...asked } = readManifest().default_permissions;
  expect(metadata).toBe('read');
  const levels = (permission: string) => FEATURES.filter((one) => one.permission === permission).map(({ level }) => level);
  const highest = Object.fromEntries(
    FEATURES.map(({ permission }) => [permission, levels(permission).includes('write') ? 'write' : 'read']),
  );
  expect(highest).toEqual(asked);
});

test('everything that may be off has its words', () => {
  expect(Object.keys(WITHOUT).toSorted()).toEqual(FEATURES.map(({ name }) => name).toSorted());
});

const rowOf = ({ permission, level, name, holds }: Feature): string =>
  `| ${permissionName(permission, level)} | \`${permission}\` | ${WITHOUT[name]} | ${holds ? 'waits' : 'goes on'} |`;

// Falls when: a row of FEATURES is changed and the page is not
test('the page has a line for each', () => {
  const lines = PAGE.split('\n').filter((line) => /^\| [A-Z][\w ]+: /.test(line));
  expect(lines).toEqual(FEATURES.map(rowOf));
});

test('the page has the lines of the workflow that mode bot asks for', () => {
  const [, lines = ''] = /^permissions:\n((?: {2}.*\n)+)/m.exec(readFileSync('templates/workflows/promotion-bot.yml', 'utf8')) ?? [];
  expect(lines).toContain('issues: write');
  expect(PAGE).toContain(`permissions:\n${lines}`);
});
