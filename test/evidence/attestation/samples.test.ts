/** Every sample of the kind: what it attests, and the verdict for the predicate and repository of its truth. */
import { expect, test } from '@jest/globals';
import { ATTESTATION } from '../../../src/core/evidence/attestation/index.ts';
import { attestationOf, sample, truthsOf } from '../performance/reading.ts';

const PREDICATES: Readonly<Record<string, string>> = { 'attestation/synthetic.gh-verify.test-result.json': 'test-result' };

test.each(truthsOf('attestation'))('%s', (file, { expected, verdict }) => {
  const read = sample(file);
  if (expected === null) {
    expect([read.ok, verdict]).toEqual([false, 'error']);
    return;
  }
  const evidence = attestationOf(read);
  const judged = ATTESTATION.judge(evidence, {
    repository: 'https://github.com/tta/tta',
    predicate: PREDICATES[file] ?? 'slsa-provenance',
  });
  expect(ATTESTATION.counts(evidence)).toMatchObject(expected);
  expect([judged.outcome, judged.counts['n']]).toEqual([verdict, expected['n']]);
});
