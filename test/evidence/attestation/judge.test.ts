import { expect, test } from '@jest/globals';
import { ATTESTATION, type AttestationLimits, predicateUri } from '../../../src/core/evidence/attestation/index.ts';
import { attestationOf, readJson, refusalOf, sample } from '../performance/reading.ts';

const SHA = '1'.repeat(40);
const certificate = {
  subjectAlternativeName: 'https://github.com/tta/tta/.github/workflows/build.yml@refs/heads/main',
  sourceRepositoryURI: 'https://github.com/tta/tta',
  sourceRepositoryDigest: SHA,
  buildSignerURI: 'https://github.com/tta/tta/.github/workflows/build.yml@refs/heads/main',
  runnerEnvironment: 'github-hosted',
};
const attested = (more: object = {}, predicateType = 'https://slsa.dev/provenance/v1', predicate: object = {}): object => ({
  attestation: {},
  verificationResult: { statement: { predicateType, predicate }, signature: { certificate: { ...certificate, ...more } } },
});
const repository = 'https://github.com/tta/tta';
const judge = (list: readonly object[], limits: Partial<AttestationLimits> = {}) =>
  ATTESTATION.judge(attestationOf(readJson(list)), { repository, ...limits });

test.each<[string, Partial<AttestationLimits>, 'pass' | 'fail' | 'error']>([
  ['the repository, in any case', { repository: 'https://github.com/TTA/tta/' }, 'pass'],
  ['another repository', { repository: 'https://github.com/tta/tta2' }, 'fail'],
  ['the commit', { commit: SHA }, 'pass'],
  ['another commit', { commit: '2'.repeat(40) }, 'fail'],
  ['the start of a commit', { commit: '1111111' }, 'fail'],
  ['the workflow', { signer: 'tta/tta/.github/workflows/build.yml' }, 'pass'],
  ['its path alone', { signer: '.github/workflows/build.yml' }, 'pass'],
  ['with host and branch', { signer: 'https://github.com/tta/tta/.github/workflows/build.yml@refs/heads/main' }, 'pass'],
  ['of another branch', { signer: '.github/workflows/build.yml@refs/heads/dev' }, 'fail'],
  ['the same path elsewhere', { signer: 'evil/tta/.github/workflows/build.yml' }, 'fail'],
  ['a workflow whose name begins so', { signer: '.github/workflows/build' }, 'fail'],
  ['a hosted runner', { hosted: true }, 'pass'],
  ['another predicate', { predicate: 'test-result' }, 'fail'],
  ['a predicate by URI', { predicate: 'https://slsa.dev/provenance/v1' }, 'pass'],
  ['a predicate nobody knows', { predicate: 'provenance' }, 'error'],
  ['a result where the predicate has none', { result: 'PASSED' }, 'fail'],
])('asked for %s', (_, limits, outcome) => {
  expect(judge([attested()], limits).outcome).toBe(outcome);
});

test("a runner of one's own counts unless it must be hosted", () => {
  const own = [attested({ runnerEnvironment: 'self-hosted' })];
  expect([judge(own).outcome, judge(own, { hosted: true }).outcome]).toEqual(['pass', 'fail']);
});

test('false green: signed test results that failed', () => {
  const result = (predicate: object): object => attested({}, 'https://in-toto.io/attestation/test-result/v0.1', predicate);
  const ask = (one: object, limits: object = {}) => judge([one], { predicate: 'test-result', ...limits });
  expect(ask(result({ result: 'FAILED' }))).toMatchObject({
    outcome: 'fail',
    summary: 'none of 1 verified attestations fits: result is "FAILED", "PASSED" needed',
  });
  expect(ask(result({ result: 'WARNED' })).outcome).toBe('fail');
  expect(ask(result({ result: 'WARNED' }), { result: 'WARNED' }).outcome).toBe('pass');
  expect(ask(result({ result: 'PASSED' })).outcome).toBe('pass');
});

test('a promotion is a verification summary that says PASSED', () => {
  const summary = (verificationResult: string): object => attested({}, 'https://slsa.dev/verification_summary/v1', { verificationResult });
  expect(judge([summary('PASSED')], { predicate: 'promotion' }).outcome).toBe('pass');
  expect(judge([summary('FAILED')], { predicate: 'promotion' }).outcome).toBe('fail');
});

test('one that fits is enough, and demands are not met by two together', () => {
  const foreign = attested({ sourceRepositoryURI: 'https://github.com/evil/tta' });
  const old = attested({ sourceRepositoryDigest: '2'.repeat(40) });
  expect(judge([foreign, attested()], { commit: SHA })).toMatchObject({ outcome: 'pass', value: 1, counts: { n: 1, attestations: 2 } });
  expect(judge([foreign, old], { commit: SHA })).toMatchObject({
    outcome: 'fail',
    summary: 'none of 2 verified attestations fits: repository is "https://github.com/evil/tta", "https://github.com/tta/tta" needed',
    counts: { n: 0, attestations: 2 },
  });
});

test('a signer other than the one gh says it verified is an edited list', () => {
  expect(
    ATTESTATION.judge(attestationOf(sample('attestation/synthetic.gh-verify.wrong-repo.json')), {
      repository: 'https://github.com/evil/tta',
    }),
  ).toMatchObject({
    outcome: 'fail',
    summary: expect.stringMatching(/^the signer is not the one that was verified \("https:\/\/github\.com\/evil\/tta/),
  });
});

test('a pass says what, from where and by whom', () => {
  expect(judge([attested()]).summary).toBe(
    'slsa-provenance of 1111111 in https://github.com/tta/tta, signed by https://github.com/tta/tta/.github/workflows/build.yml@refs/heads/main',
  );
});

test('a list of attestations is no verification, whatever is in it', () => {
  expect(refusalOf(sample('attestation/synthetic.rest-list.empty.json')).message).toContain('nothing was attested');
  for (const file of ['test-result-failed', 'bundle-url-only'])
    expect(refusalOf(sample(`attestation/synthetic.rest-list.${file}.json`)).message).toContain(
      'gh attestation verify FILE --repo OWNER/NAME --format json',
    );
});

test('what has no predicate or no certificate was not verified', () => {
  const broken = { verificationResult: { statement: {}, signature: { certificate } } };
  expect(refusalOf(readJson([broken])).code).toBe('malformed');
  expect(refusalOf(readJson([{ verificationResult: { statement: { predicateType: 'x' }, signature: {} } }])).code).toBe('malformed');
  expect(judge([attested({ sourceRepositoryURI: undefined })]).outcome).toBe('fail');
});

test('attestations of two files are not one', () => {
  const one = attestationOf(readJson([attested()]));
  expect(ATTESTATION.merge([one, one])).toMatchObject({ ok: false, error: { code: 'not_mergeable' } });
  expect(ATTESTATION.merge([one])).toEqual({ ok: true, value: one });
});

test('short names are those of one table', () => {
  expect(['slsa-provenance', 'test-result', 'promotion', 'constructor'].map(predicateUri)).toEqual([
    'https://slsa.dev/provenance/v1',
    'https://in-toto.io/attestation/test-result/v0.1',
    'https://slsa.dev/verification_summary/v1',
    undefined,
  ]);
});
