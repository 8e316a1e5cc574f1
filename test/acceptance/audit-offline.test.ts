/** An auditor with an export, the public key and the command line: no GitHub, no token. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import { commentsOf, entries, PLACE, SECRET, threadOf } from '../core/audit-ledger.ts';
import { cliWorld } from './cli-world.ts';

const EXPORT = JSON.stringify({ format: 'promotion-ledgers', v: 1, threads: [threadOf(commentsOf(entries(6), 2))] });

function auditor(text = EXPORT) {
  const world = cliWorld({});
  writeFileSync(join(world.folder, 'trail.json'), text);
  writeFileSync(join(world.folder, 'key.pem'), publicHalf(SECRET));
  return { ...world, run: (...argv: string[]) => main(['audit', ...argv, '--key', 'key.pem'], world.io) };
}

test('who decided what is read from an export, as a table and as lines', async () => {
  const table = auditor();
  expect(await table.run('export', 'trail.json', '--format', 'csv', '--person', 'person-1')).toBe(0);
  expect(table.out()).toContain('2026-11-20T00:00:01Z,acme/shop,7,2,refused,person-1,');
  const lines = auditor();
  expect(await lines.run('export', 'trail.json')).toBe(0);
  expect(lines.out().trimEnd().split('\n')).toHaveLength(6);
});

test('an export that was tampered with is exported with a warning, and 1', async () => {
  const world = auditor(EXPORT.replaceAll('no_role', 'on_hold'));
  expect(await world.run('export', 'trail.json', '--format', 'csv')).toBe(1);
  expect(world.err()).toContain('Warning: acme/shop#7: the audit trail is broken. Entry 2: its signature does not verify');
});

test('an export under another number is told by the ids it was signed for', async () => {
  const world = auditor(EXPORT.replace('"number":7', '"number":99'));
  expect(await world.run('verify', 'trail.json')).toBe(0);
  expect(world.out()).toContain('acme/shop#99: the audit trail holds.');
  expect(world.out()).toContain(`Signed for: issue ${PLACE.issue} of repository ${PLACE.repo}`);
  expect(world.out()).toContain('Of a file it cannot tell either whether its name and number are those of the issue it was signed for');
});

test('what is neither a promotion nor a file is told, and nothing is exported', async () => {
  const world = auditor();
  expect(await world.run('export', 'gone.json')).toBe(2);
  expect(world.err()).toBe(
    'gone.json is neither owner/repo#number nor a file that can be read. Name one like acme/shop#7, or trail.json.\nNothing was exported.\n',
  );
});
