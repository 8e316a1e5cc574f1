/** Which GitHub gh is to ask, and with which token: a gh that answers with what it was given. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { attestation } from '../../src/runner/attestation.ts';

const dir = mkdtempSync(join(tmpdir(), 'attestation-'));
const TELLS = `#!${process.execPath}
const { GH_HOST: host, GH_TOKEN: token = '', GH_ENTERPRISE_TOKEN: own = '' } = process.env;
console.log([host, token, own, ...process.argv.slice(2, 4)].join(' '));
process.exit(1);
`;
writeFileSync(join(dir, 'gh'), TELLS);
chmodSync(join(dir, 'gh'), 0o755);
writeFileSync(join(dir, 'app.tgz'), 'x');
afterAll(() => rmSync(dir, { recursive: true }));

// Falls without: src/runner/attestation.ts, `withToken`
test.each([
  [undefined, 'github.com ghs_x  attestation verify'],
  ['https://github.com', 'github.com ghs_x  attestation verify'],
  ['https://octocorp.ghe.com', 'octocorp.ghe.com ghs_x  attestation verify'],
  ['https://github.example.com', 'github.example.com  ghs_x attestation verify'],
])('on %s gh is asked for what lies there', async (server, words) => {
  const place = { dir, environment: { PATH: dir }, repository: 'acme/shop', token: 'ghs_x', server };
  const asked = await attestation(place, { path: 'app.tgz', predicate: undefined, signer: undefined });
  expect(asked).toMatchObject({ ok: false, error: { message: `gh attestation verify says no (exit 1): ${words}` } });
});
