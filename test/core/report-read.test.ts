import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { GATE_OUTCOMES } from '../../src/core/gate-report.ts';
import { makeReport } from '../../src/core/report.ts';
import type { Report } from '../../src/core/report-document.ts';
import { LONGEST_REPORT, readReport } from '../../src/core/report-read.ts';
import { reportJsonSchema } from '../../src/core/report-schema.ts';
import { describe as describeErrors, makeAjv } from '../../src/sandbox/contract/ajv.ts';
import { ABOUT, EXAMPLE, gate, inputOf, read, reportOf } from './report-builder.ts';

const refusal = (text: string): string => {
  const found = readReport(text);
  return found.ok ? 'it was read' : found.error;
};
const example = read(EXAMPLE);

describe('reading a report back', () => {
  const text = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 150, maxLength: 3_000, size: 'max' }) },
  );
  const number = fc.double();
  const anyGate = fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 300, size: 'max' }),
      kind: fc.constantFrom('coverage', 'tests', 'findings', 'human', 'command', ''),
      required: fc.boolean(),
      outcome: fc.constantFrom(...GATE_OUTCOMES),
      summary: text,
      title: text,
      from_stage_rule: text,
      value: fc.option(number),
      threshold: fc.option(number),
      previous: fc.option(number),
      unit: fc.constantFrom('%', null, 'x'.repeat(300)),
      counts: fc.dictionary(fc.string({ maxLength: 300, size: 'max' }), number),
      evidence: fc.array(fc.record({ path: text, sha256: fc.constantFrom('e3b0c4', 'NOT', 'b'.repeat(64)), format: text })),
      findings: fc.array(fc.record({ path: text, line: number, lines: text, name: text, message: text }, { requiredKeys: [] })),
      by: fc.array(text),
      signed_by: fc.array(fc.record({ login: text, at: fc.constant('2026-11-20T11:00:00Z'), via: text })),
      waived_by: fc.record({ login: text, reason: text }),
    },
    { requiredKeys: ['id', 'kind', 'required', 'outcome', 'summary'] },
  );

  test('whatever is reported can be read back, and says the same', () => {
    fc.assert(
      fc.property(fc.array(anyGate, { maxLength: 4 }), text, text, (gates, version, said) => {
        const about = { ...ABOUT, subject: { name: said }, from: version, to: said, version };
        const report = makeReport({ ...inputOf(gates, { validation: { logs: said } }), about });
        expect(read(JSON.stringify(report))).toEqual(JSON.parse(JSON.stringify(report)));
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, string, RegExp]>([
    ['no JSON', 'promoted', /is no JSON, or was cut short/],
    ['a report cut short', EXAMPLE.slice(0, -2), /is no JSON, or was cut short/],
    ['a list', '[]', /does not have the shape of one, at its top/],
    ['a key it does not know', EXAMPLE.replace('"dry_run"', '"dryrun"'), /at its top: .*dryrun/],
    ['a key within a gate', EXAMPLE.replace('"kind": "file"', '"kind": "file", "trust": 1'), /at promotion_criteria\.details\.0: .*trust/],
    ['a prototype', EXAMPLE.replace('"dry_run": false', '"__proto__": {"result": "ready"}'), /at its top: .*__proto__/],
    ['a number without end', EXAMPLE.replace('"value": 17', '"value": 1e999'), /at promotion_criteria\.details\.2\.value/],
    ['a text that is too long', EXAMPLE.replace('"waiting for', `"${'x'.repeat(2_001)}`), /details\.\d+\.summary: .*2000/],
    ['another version', EXAMPLE.replace('promotion-report/v1', 'promotion-report/v2'), /at schema/],
    ['a percentage that is none', EXAMPLE.replace('"79.06%"', '"79.06 percent"'), /at quality_gates\.coverage/],
    ['an outcome that does not exist', EXAMPLE.replace('"outcome": "fail"', '"outcome": "passed"'), /details\.1\.outcome/],
    ['too many findings', EXAMPLE.replace('"findings": []', `"findings": [${Array(101).fill('{}').join()}]`), /details\.0\.findings/],
    ['a time that is none', EXAMPLE.replace('2026-11-20T12:00:00Z', '20 Nov'), /at date/],
  ])('refuses %s, and says where', (_, document, why) => {
    expect(document).not.toBe(EXAMPLE);
    expect(refusal(document)).toMatch(why);
    expect(refusal(document)).toMatch(/Run the gates again and take the file as it was written\.$/);
  });

  test.each<[string, (report: Report) => unknown, RegExp]>([
    [
      'all is met while a gate fails',
      (r) => ({ ...r, promotion_criteria: { ...r.promotion_criteria, all_met: true } }),
      /the gate coverage is at "fail"/,
    ],
    ['a gate blocks in silence', (r) => ({ ...r, blockers: [] }), /the gate coverage blocks and is not among the blockers/],
    ['it is ready though blocked', (r) => ({ ...r, result: 'ready' }), /it says "ready", and its blockers say "blocked"/],
    ['it only waits though blocked', (r) => ({ ...r, result: 'waiting' }), /it says "waiting"/],
  ])('refuses one that contradicts itself: %s', (_, lie, why) => {
    expect(refusal(JSON.stringify(lie(example)))).toMatch(why);
  });

  test('a report over its limit is not even parsed', () => {
    expect(refusal(' '.repeat(LONGEST_REPORT + 1))).toMatch(/has 33554433 characters, and at most 33554432 are read/);
  });

  test('the schema may be named as an address', () => {
    expect(refusal(EXAMPLE.replace(/"schema": "[^"]+"/, '"schema": "promotion-report/v1"'))).toBe('it was read');
    expect(refusal(EXAMPLE.replace(/"schema": "[^"]+"/, '"schema": "ftp://x/promotion-report/v1"'))).toMatch(/at schema/);
  });
});

describe('the published schema', () => {
  const published: unknown = JSON.parse(readFileSync(new URL('../../templates/promotion-report.schema.json', import.meta.url), 'utf8'));
  const validate = makeAjv().compile(reportJsonSchema());

  test('is the one that reports are read by', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(reportJsonSchema())));
    expect(published).toMatchObject({
      $id: 'promotion-report/v1',
      $defs: { gate: { required: ['id', 'kind', 'required', 'outcome', 'summary'] } },
    });
  });

  test('takes the example and what is made here, and refuses what reading refuses', () => {
    const errors = (document: unknown): readonly string[] => (validate(document) ? [] : describeErrors(validate.errors));
    expect(errors(JSON.parse(EXAMPLE))).toEqual([]);
    expect(errors(reportOf([gate('a')]))).toEqual([]);
    expect(errors({ ...example, dryrun: true })).toEqual(['/ must NOT have additional properties (dryrun)']);
    expect(errors({ ...example, result: 'fine' })).toEqual(['/result must be equal to one of the allowed values']);
  });
});
