/** The parts of an address that several views know. */
import * as z from 'zod';
import type { AuditPosition, MatrixPosition, Position } from '../../core/index-rows.ts';
import { STATUSES } from '../../core/promotion.ts';
import { cursorOf, readCursor } from '../../core/views/promotion-list.ts';

const text = z.string().max(200, 'takes at most 200 characters').optional();

export const repository = z
  .string()
  .regex(/^[^/\s]{1,100}\/[^/\s]{1,100}$/, 'takes owner/name')
  .optional()
  .describe('Only this repository, owner/name.');
export const subject = text.describe('Only this component or agent, as it is written.');
export const environment = text.describe('Only this environment.');
export const person = z
  .string()
  .max(100, 'takes a login')
  .transform((login) => login.replace(/^@/, ''))
  .optional()
  .describe('A login.');
export const status = z
  .string()
  .transform((word) => word.toUpperCase().replaceAll('-', '_'))
  .pipe(z.enum(STATUSES, `takes one of ${STATUSES.join(', ')}`))
  .optional()
  .describe('Only those that stand so.');
export const search = text.describe('A text in subject, version or title, in any case.');

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?$/, 'takes a day like 2026-11-20')
  .refine((given) => !Number.isNaN(Date.parse(given)), 'is no day of the calendar');
export const since = day.optional().describe('From this day or moment on, UTC.');
export const until = day.optional().describe('Up to this day or moment, UTC.');

/** The first and the last moment of a day; moments stay as they are. */
export const fromStart = (given: string | undefined): string | undefined => given && (given.length === 10 ? `${given}T00:00:00Z` : given);
export const toEnd = (given: string | undefined): string | undefined => given && (given.length === 10 ? `${given}T23:59:59Z` : given);

export function placeOf(given: string | undefined): { readonly owner: string; readonly name: string } | undefined {
  const [owner, name] = given?.split('/') ?? [];
  return owner === undefined || name === undefined ? undefined : { owner, name };
}

const WHERE = 'takes what the page before named as the next';

export const before = z
  .string()
  .refine((given) => readCursor(given) !== undefined, WHERE)
  .optional()
  .describe('Where the page before ended.');
export const positionOf = (given: string | undefined): Position | undefined => (given === undefined ? undefined : readCursor(given));
export { cursorOf };

const cell = z.tuple([z.int(), z.string(), z.string().nullable()]);

/** Names may hold anything, so the three travel as JSON in base64. */
function readCell(given: string): MatrixPosition | undefined {
  try {
    const [repo, name, place] = cell.parse(JSON.parse(Buffer.from(given, 'base64url').toString('utf8')));
    return { repo, subject: name, ...(place === null ? {} : { environment: place }) };
  } catch {
    return undefined;
  }
}

export const after = z
  .string()
  .max(2_000)
  .refine((given) => readCell(given) !== undefined, WHERE)
  .optional()
  .describe('Where the part before ended.');
export const cellOf = (given: string | undefined): MatrixPosition | undefined => (given === undefined ? undefined : readCell(given));
export const nextCell = ({ repo, subject: name, environment: place }: MatrixPosition): string =>
  Buffer.from(JSON.stringify([repo, name, place ?? null])).toString('base64url');

const ENTRY = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z),(\d{1,15}),(\d{1,9}),(\d{1,9})$/;
export const beforeEntry = z.string().regex(ENTRY, WHERE).optional().describe('Where the page before ended.');
export function entryOf(given: string | undefined): AuditPosition | undefined {
  const [, at, repo, number, seq] = ENTRY.exec(given ?? '') ?? [];
  return at === undefined ? undefined : { at, repo: Number(repo), number: Number(number), seq: Number(seq) };
}
export const nextEntry = ({ at, repo, number, seq }: AuditPosition): string => `${at},${repo},${number},${seq}`;
