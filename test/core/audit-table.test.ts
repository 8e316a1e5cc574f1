import { expect, test } from '@jest/globals';
import { type AuditedLine, audit } from '../../src/core/audit.ts';
import { ACTIONS, filtered, recordsOf, toCsv, toNdjson } from '../../src/core/audit-table.ts';
import type { Entry } from '../../src/core/entry.ts';
import { allLines, commentsOf, entries, threadOf, verifier } from './audit-ledger.ts';

const BOB = { id: 2, login: 'bob', kind: 'person' } as const;
const [request] = entries(1);
if (!request) throw new Error('no entries');
const terms = {
  subject: 'shop',
  version: 'v1',
  sha: 'a'.repeat(40),
  from: null,
  to: 'staging',
  config: 'c'.repeat(64),
  gates: 'd'.repeat(64),
};
const STORY: readonly Entry[] = [
  request,
  {
    kind: 'round_opened',
    at: '2026-11-20T10:00:00Z',
    round: 1,
    terms,
    fingerprint: 'e'.repeat(64),
    approval: true,
    changed: [],
    voided: [],
  },
  { kind: 'approved', at: '2026-11-21T10:00:00Z', by: BOB, comment: 77, round: 1, roles: ['qa'], note: 'fine, "really"\nsee log' },
  { kind: 'rejected', at: '2026-11-22T10:00:00Z', by: BOB, comment: 78, round: 1, reason: '=HYPERLINK("http://evil","x")' },
];
const comments = commentsOf(STORY, 2);
const thread = threadOf(comments);
const { lines } = audit(verifier, thread);
const records = recordsOf(thread, lines);
const seqs = (filter: Parameters<typeof filtered>[1]) => filtered(records, filter).map(({ row }) => row.seq);

test('NDJSON is the sealed entries, word for word', () => {
  expect(toNdjson(records).trimEnd().split('\n')).toEqual(allLines(comments));
});

test('CSV is one row an entry; each says what it is about', () => {
  expect(toCsv(records)).toMatchInlineSnapshot(`
"at,repository,issue,seq,action,person,person_id,subject,version,sha,from,to,round,status_before,status_after,comment,text
2026-11-20T00:00:00Z,acme/shop,7,1,requested,alice,1,shop,v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,staging,,,PENDING,,"a ""note"""
2026-11-20T10:00:00Z,acme/shop,7,2,round_opened,,,shop,v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,staging,1,PENDING,AWAITING_APPROVAL,,fingerprint eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee
2026-11-21T10:00:00Z,acme/shop,7,3,approved,bob,2,shop,v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,staging,1,AWAITING_APPROVAL,AWAITING_APPROVAL,77,"as qa: fine, ""really""
see log"
2026-11-22T10:00:00Z,acme/shop,7,4,rejected,bob,2,shop,v1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,,staging,1,AWAITING_APPROVAL,REJECTED,78,"'=HYPERLINK(""http://evil"",""x"")"
"
`);
});

test('filters: subject, person, action, from and to, and all of them together', () => {
  expect(seqs({})).toEqual(['1', '2', '3', '4']);
  expect([seqs({ subject: 'Shop' }), seqs({ subject: 'sho' })]).toEqual([['1', '2', '3', '4'], []]);
  expect([seqs({ person: 'BOB' }), seqs({ person: 'eve' })]).toEqual([['3', '4'], []]);
  expect(seqs({ action: 'approved' })).toEqual(['3']);
  expect(seqs({ since: '2026-11-21T10:00:00Z' })).toEqual(['3', '4']);
  expect(seqs({ until: '2026-11-21T10:00:00Z' })).toEqual(['1', '2', '3']);
  expect(seqs({ person: 'bob', since: '2026-11-22T00:00:00Z', until: '2026-11-22T23:59:59Z' })).toEqual(['4']);
  expect(ACTIONS).toEqual(expect.arrayContaining(['requested', 'approved', 'key_rotated']));
});

const cellOf = (note: string): string => {
  const approved: Entry = { kind: 'rejected', at: '2026-11-21T10:00:00Z', by: BOB, comment: 77, round: 1, reason: note };
  const line: AuditedLine = {
    line: '',
    sealed: { v: 1, repo: 5, issue: 'I_7', seq: 1, prev: '', key: '', sig: '', entry: approved },
    entry: approved,
    proven: true,
  };
  return (
    toCsv(recordsOf(thread, [line]))
      .split('\r\n')[1]
      ?.split(',77,')[1] ?? ''
  );
};

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1', "'  =1"],
  ['\t=1', "' =1"],
  ['\r=1', "'=1"],
  ['\u200e=1', "'=1"],
  ['\uff1d1', "'\uff1d1"],
  ['=cmd|"/c calc"!A0', `"'=cmd|""/c calc""!A0"`],
  ['a=1', 'a=1'],
  ['a,b', '"a,b"'],
  ['\u001b]0;owned\u0007ok\u009b31m', ']0;ownedok31m'],
])('the cell %j is written as %j: no spreadsheet runs it, no terminal obeys it', (note, cell) => {
  expect(cellOf(note)).toBe(cell);
});

test('a control character in a signed line is written so that a terminal ignores it, and it means the same', () => {
  const evil: Entry = { kind: 'rejected', at: '2026-11-21T10:00:00Z', by: BOB, comment: 77, round: 1, reason: 'a\u009b31m\u202eb\u001b' };
  const posted = threadOf(commentsOf([request, evil], 2));
  const text = toNdjson(recordsOf(posted, audit(verifier, posted).lines));
  for (const sign of ['\u009b', '\u202e', '\u001b']) expect(text).not.toContain(sign);
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(allLines(posted.comments).map((line) => JSON.parse(line)));
});
