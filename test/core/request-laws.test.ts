import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FIELDS, LONGEST_NOTES, readRequest, writeRequest } from '../../src/core/request.ts';

const read = (body: string) => readRequest({ body, title: '', labels: ['promotion'] });

const name = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,40}[a-z0-9]$/).filter((text) => !['none', 'no', 'nothing', 'na'].includes(text));
const orEmpty = (text: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), text);
/** Words of people, with everything that might be taken for a part of the form. */
const word = fc.constantFrom(
  '`x`',
  '**Target Stage:** prod',
  '- [x] done',
  '#12',
  '<b>',
  '```',
  '> q',
  'Grüße 🎉',
  '{"a": 1}',
  '#### Deep',
  '\t',
  '',
);
const lines = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(line, { maxLength: 8 }).map((all) => (all.length === 0 ? '' : ['Because', ...all, 'so.'].join('\n')));
const notes = lines(fc.oneof(word, fc.constantFrom('### Quality Gates', '### To', '## Else', '### Notes', '_No response_')));

const request = fc.record({
  subject: name,
  version: orEmpty(name),
  from: orEmpty(name),
  to: name,
  notes,
  blockers: lines(fc.oneof(word, fc.constantFrom('### To', '### Unknown'))),
  rollbackPlan: lines(fc.oneof(word, fc.constantFrom('## Steps', '### Blockers'))),
});

test('what is written is read back, with LF and CRLF, whatever people put into it', () => {
  fc.assert(
    fc.property(request, fc.boolean(), fc.boolean(), fc.boolean(), (asked, dryRun, skipGates, windows) => {
      const body = writeRequest(asked, dryRun, skipGates);
      expect(read(windows ? body.replaceAll('\n', '\r\n') : body)).toEqual({ request: asked, dryRun, skipGates, claims: [], problems: [] });
    }),
    { numRuns: 500 },
  );
});

test('the order of the sections does not matter', () => {
  fc.assert(
    fc.property(name, name, name, fc.shuffledSubarray(['Subject', 'Version', 'To'], { minLength: 3 }), (subject, version, to, order) => {
      const answer: Readonly<Record<string, string>> = { Subject: subject, Version: version, To: to };
      const body = order.map((label) => `### ${label}\n\n${answer[label]}`).join('\n\n');
      expect(read(body).request).toMatchObject({ subject, version, to });
    }),
  );
});

test('nothing anybody writes makes it throw, and a request always has a subject and a target of one line', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      ...Object.values(FIELDS).map((label) => `### ${label}\n`),
      '**Target Stage:** x\n',
      '## Component Promotion: y\n',
      '\r\n',
      '\n',
      '{',
      '<!--',
      '-->',
    ),
  );
  const text = fc.array(piece, { maxLength: 30 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 3 }), (body, title, labels) => {
      const { request: found, problems } = readRequest({ body, title, labels: [...labels, `component:${title}`, `target:${title}`] });
      expect(found === undefined).toBe(problems.length > 0);
      expect(found?.subject ?? 'x').toMatch(/^[^\n]{1,100}$/);
      expect(found?.to ?? 'x').toMatch(/^[^\n]{1,100}$/);
      expect((found?.notes ?? '').length).toBeLessThanOrEqual(LONGEST_NOTES);
    }),
    { numRuns: 2_000 },
  );
});

describe('the time grows with the length, not faster', () => {
  test.each([
    ['comments that never end', '<!--'],
    ['blank lines', '\n'],
    ['blanks', ' '],
    ['headings', '### \n'],
    ['unknown headings', '### Blockers\nx\n### y\n'],
    ['notes with headings', '### Notes\n### To\n'],
    ['notes and task lists', '### Notes\n### Approval\n'],
    ['task lists and fields', '### Approval\n### To\n'],
    ['stars', '*'],
    ['keys', '**a:** b\n'],
    ['keys of ours', '**Component:** b\n'],
    ['keys without an end', '**a '],
    ['boxes', '- [x] a\n'],
    ['half boxes', '* * '],
    ['braces', '{'],
    ['angles', '<a'],
    ['emoji', '🎉'],
    ['colons', ':a'],
    ['brackets', '('],
    ['back-ticks', '`'],
    ['lines of 400', `${' '.repeat(399)}x\n`],
  ])('%s', (_what, part) => {
    const bodyOf = (length: number, head: string): string => head + part.repeat(Math.ceil(length / part.length));
    for (const head of ['', '### To\n\n', '### Notes\n\n', '### Dry run\n\n', '### Quality Gates\n\n', '**Target Stage:** ']) {
      const seconds = (length: number): number => {
        const body = bodyOf(length, head);
        const start = performance.now();
        readRequest({ body, title: body, labels: [`target:${body}`] });
        return performance.now() - start;
      };
      const short = Math.max(...Array.from({ length: 3 }, () => seconds(64_000)), 8);
      // 8 times the length takes about 8 times as long; something quadratic would take 64 times. The machine may be busy: the best counts.
      const isLinear = [1, 2, 3].some(() => seconds(512_000) < short * 25);
      expect({ head, isLinear }).toEqual({ head, isLinear: true });
    }
  });
});
