/** The front door of every report: bytes in, evidence out. What a file is, its content decides; the name decides nothing. */
import { decoder } from './decode.ts';
import type { Evidence } from './evidence.ts';
import { EMPTY, type Feed, quoted, unreadable } from './feed.ts';
import type { Format, Read } from './format.ts';
import { FORMATS, JOINS } from './formats.ts';
import { feedFor, HEAD, namesOf } from './recognise.ts';

/** Bytes. */
export interface ReadLimits {
  /** For XML and lines, which are read as they come. */
  readonly streamed: number;
  /** For JSON, which has to be held whole. */
  readonly held: number;
}

export const READ_LIMITS: ReadLimits = { streamed: 2_000_000_000, held: 512_000_000 };

export interface Source {
  /** As messages name it. */
  readonly path: string;
  /** Name of the one format that is meant; found out when absent. */
  readonly format?: string | undefined;
  readonly limits?: ReadLimits;
}

export interface Reading {
  /** Takes the next bytes, cut anywhere; after a refusal it ignores them. */
  write(chunk: Uint8Array): void;
  /** The file is over. */
  end(): Read;
}

/** Bytes decoded at once: what one event may cost is bounded by it. */
const STEP = 65_536;
/** The same for what is held: shorter pieces of text would be moved about in memory until they are joined. */
const HELD_STEP = 1_048_576;

/**
 * Reads one report. XML and line formats take constant memory, JSON is held whole. `formats` are those that are looked for.
 *
 * Errors, each a sentence that begins with the path: `empty`, `cut_short`, `malformed`, `unknown_format` (also when `format` names another
 * than the file shows), `too_big`, and what the reader of the format says.
 */
export function readReport(source: Source, formats: readonly Format[] = FORMATS): Reading {
  const limits = source.limits ?? READ_LIMITS;
  const text = decoder();
  const state: State = { head: '', size: 0, feed: undefined, failure: undefined, limit: limits.streamed, step: STEP };
  const known = formats.some(({ name }) => name === source.format);
  if (source.format !== undefined && !known)
    state.failure = unreadable('unknown_format', `The format ${quoted(source.format)} is not known; known are ${namesOf(formats)}.`);
  const candidates = { formats, forced: formats.find(({ name }) => name === source.format) };

  const take = (piece: string, isWhole: boolean): void => {
    if (state.feed !== undefined) {
      state.feed.write(piece);
      return;
    }
    state.head = withoutBlankLines(state.head + piece);
    if (state.head.length < HEAD && !isWhole) return;
    const { feed, isHeld } = feedFor({ head: state.head, isWhole, ...candidates });
    state.feed = feed;
    if (isHeld) {
      state.limit = limits.held;
      state.step = HELD_STEP;
    }
    // Not more than a step comes after the limit is reached.
    if (!isHeld || isWhole || !text.hold(state.head, limits.held + HELD_STEP)) state.feed.write(state.head);
    state.head = '';
  };
  const decode = (decoded: ReturnType<typeof text.end>, isWhole: boolean): void => {
    if (decoded.ok) take(decoded.value, isWhole);
    else
      state.failure ??= unreadable(
        'malformed',
        `It declares the encoding ${quoted(decoded.error)}, which is not known; write it as UTF-8.`,
      );
  };
  const isOver = (): boolean => state.failure !== undefined || state.feed?.isOver() === true;

  return {
    write: (chunk) => {
      for (let at = 0; at < chunk.length && !isOver(); ) {
        const bytes = chunk.subarray(at, at + state.step);
        at += bytes.length;
        state.size += bytes.length;
        decode(text.write(bytes), false);
        if (state.size > state.limit) state.failure ??= tooBig(state.limit);
      }
    },
    end: () => {
      if (!isOver()) decode(text.end(), true);
      return named(source.path, withWarnings(state.failure ?? state.feed?.end() ?? EMPTY, state.feed?.warnings() ?? []));
    },
  };
}

/** One file of several that are one report. */
export interface ReadPart {
  readonly path: string;
  readonly read: Read;
}

/**
 * Makes one report of the files a glob matched: counts are summed, coverage is united. One that cannot be read makes the whole unreadable
 * (its message names it), as do files of different kinds (`not_mergeable`); none at all is `empty`.
 */
export function readAll(parts: readonly ReadPart[]): Read {
  const [first, ...others] = parts;
  if (first === undefined) return EMPTY;
  const evidence: Evidence[] = [];
  for (const { read } of parts) {
    if (!read.ok) return read;
    evidence.push(read.value);
  }
  if (others.length === 0) return first.read;
  const joined = JOINS.map((join) => join(evidence)).find((read) => read !== undefined);
  if (joined !== undefined) return joined;
  const odd = parts.find(({ read }) => read.ok && first.read.ok && read.value.kind !== first.read.value.kind);
  return unreadable(
    'not_mergeable',
    `${first.path} and ${odd?.path ?? 'another file'} are reports of different kinds: write a glob that matches one kind.`,
  );
}

interface State {
  head: string;
  size: number;
  feed: Feed | undefined;
  failure: Read | undefined;
  limit: number;
  step: number;
}

const tooBig = (limit: number): Read =>
  unreadable(
    'too_big',
    `It is larger than ${Math.round(limit / 1_000_000)} MB, the limit for a report of this kind: split it, or leave out what is not needed.`,
  );

/** What is left of a beginning; nothing of one that is blank, however long. */
const withoutBlankLines = (head: string): string =>
  head.length > HEAD && head.trim() === '' ? '' : head.replace(/^[\s\uFEFF]*[\r\n]/, '');

const named = (path: string, read: Read): Read => (read.ok ? read : unreadable(read.error.code, `${path}: ${read.error.message}`));

function withWarnings(read: Read, warnings: readonly string[]): Read {
  if (!read.ok || warnings.length === 0 || !('warnings' in read.value)) return read;
  return { ok: true, value: { ...read.value, warnings: [...read.value.warnings, ...warnings] } };
}
