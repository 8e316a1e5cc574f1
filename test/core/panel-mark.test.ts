/** Up to where commands were passed over, as the panel remembers it. */
import { expect, test } from '@jest/globals';
import { asideUpTo, panelMark } from '../../src/core/panel-mark.ts';
import type { SeenComment } from '../../src/core/seen.ts';

const BOT = { id: 41, login: 'github-actions[bot]', kind: 'bot' } as const;
const BOB = { id: 2, login: 'bob', kind: 'person' } as const;
const at = (minute: number): string => `2026-11-20T10:0${minute}:00Z`;

function comment(id: number, body: string, minute: number, edited?: { readonly minute: number; readonly by: typeof BOT | typeof BOB }) {
  const how = { viaEmail: false, hidden: false, lastEditedAt: edited && at(edited.minute), editor: edited?.by };
  return { id, nodeId: `C_${id}`, body, author: body === '/approve' ? BOB : BOT, createdAt: at(minute), ...how } satisfies SeenComment;
}
const said = [comment(8, '/approve', 2), comment(9, '/approve', 6)];

// Falls without: `written` in src/core/panel-mark.ts
test.each([
  ['what it names, and what is older', panelMark(8), { minute: 3, by: BOT }, 8],
  ['nothing that was said after it was written, whatever it names', panelMark(9_999_999), { minute: 3, by: BOT }, 8],
  ['nothing that was said after it was posted, where nobody edited it', panelMark(9_999_999), undefined, 7],
  ['what is older than an edit of somebody else', panelMark(0), { minute: 7, by: BOB }, 9],
  ['nothing, where it names nothing', panelMark(0), { minute: 7, by: BOT }, 0],
] as const)('a panel sets aside %s', (_what, mark, edited, upTo) => {
  expect(asideUpTo([comment(7, mark, 1, edited), ...said], BOT)).toBe(upTo);
});
