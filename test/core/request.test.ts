import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Request } from '../../src/core/promotion.ts';
import { FIELDS, isPromotionIssue, LONGEST_NOTES, PROMOTION_LABEL, readRequest, writeRequest } from '../../src/core/request.ts';
import { growth } from './rendered.ts';

const REQUEST: Request = { subject: 'api', version: 'v1.4.0', from: 'staging', to: 'production', notes: 'Fixes JIRA-1234' };
const BODY = writeRequest(REQUEST);
const codes = (body: string): readonly string[] => readRequest(body).problems.map(({ code, place }) => `${code} ${place}`);

describe('a form that GitHub wrote', () => {
  test('is read back', () => {
    expect(readRequest(BODY)).toEqual({ request: REQUEST, dryRun: false, problems: [] });
    expect(readRequest(writeRequest(REQUEST, true))).toEqual({ request: REQUEST, dryRun: true, problems: [] });
  });

  test('looks as GitHub writes it', () => {
    expect(writeRequest({ ...REQUEST, from: '', notes: '' })).toBe(
      [
        '### Subject\n\napi',
        '### Version\n\nv1.4.0',
        '### From\n\n_No response_',
        '### To\n\nproduction',
        '### Dry run\n\n- [ ] Only check and show the plan',
        '### Notes\n\n_No response_',
      ].join('\n\n'),
    );
  });

  test('any answers of one line, any notes', () => {
    const plain = fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.replaceAll(/[\r\n]/g, ' ').trim());
    const tricky = fc.constantFrom(
      '#',
      '## To',
      '###',
      '###To',
      '####  To',
      '> ### To',
      '- [x] yes',
      'yes',
      '```',
      '<!--',
      '_No response',
      ' ',
    );
    const answer = fc
      .oneof(
        plain,
        tricky.map((text) => text.trim()),
      )
      .filter((text) => !text.startsWith('### ') && text !== '_No response_');
    const named = answer.filter((text) => text !== '');
    const headings = Object.values(FIELDS).flatMap((label) => [`### ${label}`, `### ${label.toLowerCase()}  `]);
    const line = fc.oneof(fc.constantFrom(...headings, '', '_No response_', '- [x] done', '```', '---'), plain);
    const notes = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n').trim());
    fc.assert(
      fc.property(
        fc.record({ subject: named, version: answer, from: answer, to: named, notes: notes.filter((text) => text !== '_No response_') }),
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        (request, dryRun, end) => {
          const body = writeRequest(request, dryRun).replaceAll('\n', end);
          expect(readRequest(body)).toEqual({ request, dryRun, problems: [] });
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('a body somebody wrote', () => {
  test.each([
    ['blanks around answers', '### Subject\n\n  api \n\n\n### To\nproduction\n'],
    ['headings in any case and order', '### TO\nproduction\n### subject\napi'],
    ['Windows line ends', '### Subject\r\n\r\napi\r\n\r\n### To\r\n\r\nproduction\r\n'],
    ['text above', 'Please.\n\n### Subject\napi\n### To\nproduction'],
  ])('%s', (_, body) => {
    expect(readRequest(body).request).toEqual({ subject: 'api', version: '', from: '', to: 'production', notes: '' });
  });

  test('a heading that comes again belongs to the answer it stands in: the first one counts', () => {
    const { request, problems } = readRequest(`${BODY}\n\n### To\n\ndevelopment\n### Subject\n\nother`);
    expect(problems).toEqual([]);
    expect(request).toEqual({ ...REQUEST, notes: 'Fixes JIRA-1234\n\n### To\n\ndevelopment\n### Subject\n\nother' });
  });

  test('headings nobody knows are text too', () => {
    expect(readRequest(`${BODY}\n\n### Risk\n\nlow\n#### To\n###To`).request?.notes).toBe(
      'Fixes JIRA-1234\n\n### Risk\n\nlow\n#### To\n###To',
    );
  });

  test.each([
    ['- [x] Only check', true],
    ['- [X] Only check', true],
    ['* [x] Only check', true],
    ['Yes', true],
    ['true', true],
    ['- [ ] Only check', false],
    ['no', false],
    ['yesterday', false],
    ['not yes', false],
    ['_No response_', false],
    ['', false],
  ])('a dry run is %j: %j', (answer, dryRun) => {
    expect(readRequest(`### Subject\napi\n### To\nproduction\n### Dry run\n\n${answer}\n\n### Notes\n\nyes\n- [x] all`).dryRun).toBe(
      dryRun,
    );
  });
});

describe('what is missing or cannot be read', () => {
  test('nothing at all, or nothing of ours', () => {
    for (const body of ['', '\r\n', 'Please promote the api', '## Subject\n\napi', '###Subject\napi']) {
      expect(readRequest(body)).toEqual({
        dryRun: false,
        problems: [{ code: 'empty_body', place: 'issue', allowed: ['Subject', 'Version', 'From', 'To', 'Dry run', 'Notes'] }],
      });
    }
  });

  test('only notes', () => {
    expect(codes('### Notes\n\nplease')).toEqual(['missing_field Subject', 'missing_field To']);
  });

  test('what was left empty', () => {
    expect(codes(BODY.replace('\n\napi', '\n\n_No response_'))).toEqual(['missing_field Subject']);
    expect(codes(BODY.replace('\n\nproduction', ''))).toEqual(['missing_field To']);
  });

  test('several lines, or too many letters, where one line is asked for', () => {
    expect(codes(writeRequest({ ...REQUEST, subject: 'api\nother', version: 'v1\nv2', from: 'a\nb', to: 'c\nd' }))).toEqual(
      ['Subject', 'Version', 'From', 'To'].map((place) => `not_one_line ${place}`),
    );
    expect(codes(writeRequest({ ...REQUEST, to: 'x'.repeat(101) }))).toEqual(['not_one_line To']);
    expect(codes(writeRequest({ ...REQUEST, to: 'x'.repeat(100) }))).toEqual([]);
  });

  test('notes that no comment could hold', () => {
    expect(codes(writeRequest({ ...REQUEST, notes: 'x'.repeat(LONGEST_NOTES + 1) }))).toEqual(['too_long Notes']);
    expect(codes(writeRequest({ ...REQUEST, notes: 'x'.repeat(LONGEST_NOTES) }))).toEqual([]);
  });
});

describe('whether an issue asks for a promotion', () => {
  test.each<[string, string, readonly string[], boolean]>([
    ['the label alone', 'anything', [PROMOTION_LABEL], true],
    ['the form alone', BODY, [], true],
    ['other labels', 'anything', ['bug', 'Promotion', 'promotion:x'], false],
    ['half a form', '### Subject\n\napi', [], false],
    ['a bug report with headings', '### Version\n\n1.0\n\n### Notes\n\nbroken', ['bug'], false],
    ['nothing', '', [], false],
  ])('%s', (_, body, labels, expected) => {
    expect(isPromotionIssue({ body, labels })).toBe(expected);
  });
});

describe('attack 33: no body takes more than its length', () => {
  test.each([
    ['empty lines in an answer', (n: number) => `### Subject\nx\n### To\ny\n### Dry run\na${'\n'.repeat(n)}b`],
    ['blank lines in an answer', (n: number) => `### Subject\nx\n### To\ny\n### Dry run\na${' \n'.repeat(n / 2)}b`],
    ['headings', (n: number) => '### To\n'.repeat(n / 7)],
    ['blanks', (n: number) => `### ${' '.repeat(n)}x`],
    ['signs of headings', (n: number) => '#'.repeat(n)],
    ['Windows lines', (n: number) => `### Notes\n${'\r\n'.repeat(n / 2)}`],
  ])('%s', (_, make) => {
    const run = (size: number) => {
      const body = make(size);
      return () => readRequest(body);
    };
    expect(growth(run, 64_000)).toBeLessThan(3);
  });
});
