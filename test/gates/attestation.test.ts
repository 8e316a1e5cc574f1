import { expect, test } from '@jest/globals';
import { ok } from '../../src/core/result.ts';
import { about, judged, SHA, table } from './asked.ts';

const REPO = 'https://github.com/acme/shop';
const attested = (changed: Readonly<Record<string, string>> = {}) => ({
  attestation: {
    read: ok({
      kind: 'attestation' as const,
      format: 'gh-attestation',
      attestations: [
        {
          predicateType: 'https://slsa.dev/provenance/v1',
          repository: REPO,
          commit: SHA,
          signer: `${REPO}/.github/workflows/build.yml@refs/heads/main`,
          runner: 'github-hosted',
          ...changed,
        },
      ],
    }),
    source: { path: 'dist/web.tgz' },
  },
});
const GATE = { attestation: 'dist/{subject}.tgz', predicate: 'slsa-provenance' };

table('attestation', [
  ['of this repository, at this commit', GATE, attested(), 'pass', /build\.yml/],
  ['of another repository', GATE, attested({ repository: 'https://github.com/evil/shop' }), 'fail', /evil/],
  ['of another commit', GATE, attested({ commit: 'b'.repeat(40) }), 'fail', /bbbbbbb/],
  ['of another kind', { ...GATE, predicate: 'test-result' }, attested(), 'fail', /./],
  [
    'from a runner of their own, where that does not count',
    { ...GATE, hosted: true },
    attested({ runner: 'self-hosted' }),
    'fail',
    /self-hosted/,
  ],
]);

// Falls without: src/core/gates/attestation.ts, the server of `about`
test.each([
  ['https://github.example.com/acme/shop', 'pass'],
  [REPO, 'fail'],
])('attestation: on an Enterprise Server, one of %s: %s', (repository, outcome) => {
  const signer = `${repository}/.github/workflows/build.yml@refs/heads/main`;
  expect(judged(GATE, attested({ repository, signer }), about({ server: 'https://github.example.com' })).outcome).toBe(outcome);
});
