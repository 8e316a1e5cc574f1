/** lcov's tracefiles: `SF` begins a file, `DA` is a line of it, `end_of_record` ends it. Format: geninfo(1), "FILES". */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Unreadable } from '../format.ts';
import { coverageRead, type FileTable, fileTable, linedFile } from './files.ts';
import { type HitScratch, hit, hitScratch, takeHits } from './hits.ts';
import { digitsIn, HIGHEST_LINE, HITS_NEEDED, hitsFrom, LINE_NEEDED, lineFrom } from './numbers.ts';
import { addPart, KEY_START, keyOf, type PartScratch, partScratch, stirred, takeParts } from './parts.ts';
import { detached } from './path.ts';

/**
 * Counts `DA` lines and `BRDA` branches. The totals `LF` and `LH` are left out by lcov 1.16 and wrong in coverage.py 6, so nothing hangs on
 * them, but for a file that has a total and shows no line.
 *
 * Errors: `cut_short` when a record does not end; `malformed` for lines, hits or records that cannot be; `incomplete` for totals without lines.
 */
export const LCOV: LineFormat<CoverageEvidence> = {
  of: 'lines',
  name: 'lcov',
  title: 'lcov',
  isHead: (head) => /^\s*(?:#[^\n]*\n\s*)*(?:TN:|SF:)/.test(head),
  read: readLcov,
};

interface State {
  readonly files: FileTable;
  readonly hits: HitScratch;
  readonly arms: PartScratch;
  /** Of the line that is being read. */
  number: number;
  /** Of the record that is open. */
  path: string | undefined;
  /** What `LF` says of it. */
  declared: number;
  failure: Result<never, Unreadable> | undefined;
}

function readLcov(): LineReader<CoverageEvidence> {
  const state: State = {
    files: fileTable(),
    hits: hitScratch(),
    arms: partScratch(),
    number: 0,
    path: undefined,
    declared: 0,
    failure: undefined,
  };
  const hearLine = (line: string): void => {
    state.number++;
    if (state.failure !== undefined) return;
    const heard = hear(state, line);
    if (!heard.ok) state.failure = heard;
  };
  return {
    line: hearLine,
    lines: (text, from, to) => {
      for (let at = from; at < to && state.failure === undefined; ) {
        let next = state.path === undefined ? NOT_PLAIN : hearPlain(state, text, at);
        if (next === NOT_PLAIN) {
          next = text.indexOf('\n', at) + 1;
          hearLine(text.slice(at, next - 1));
        } else state.number++;
        at = next;
      }
    },
    end: () => {
      if (state.failure !== undefined) return state.failure;
      if (state.path === undefined) return coverageRead('lcov', state.files);
      return unreadable(
        'cut_short',
        `The report ends inside ${quoted(state.path)}, before its end_of_record: it was cut short. Upload it again.`,
      );
    },
  };
}

type Heard = Result<undefined, Unreadable>;
const DONE: Heard = ok(undefined);

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const DASH = 0x2d;
const NOT_PLAIN = -1;

const NOT_COUNTED = ['FN', 'BRF:', 'BRH:', 'LH:'];

/**
 * Lines and branches are nearly all of a report: heard where they stand, without making strings of them. Where the next line begins;
 * `NOT_PLAIN`, with nothing heard, for anything else.
 */
function hearPlain({ hits, arms }: State, text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === 0x44) return text.startsWith('DA:', at) ? hearPlainData(hits, text, at + 3) : NOT_PLAIN;
  if (first === 0x42 && text.startsWith('BRDA:', at)) return hearPlainBranch(arms, text, at + 5);
  return NOT_COUNTED.some((name) => text.startsWith(name, at)) ? text.indexOf('\n', at) + 1 : NOT_PLAIN;
}

/** No count has more digits; longer ones are heard as they are written. */
const MOST_DIGITS = 15;

/** `DA:12,3` and `DA:12,3,checksum`. */
function hearPlainData(scratch: HitScratch, text: string, start: number): number {
  let at = start;
  let number = 0;
  let digit = text.charCodeAt(at) - 0x30;
  while (digit >= 0 && digit <= 9) {
    number = number * 10 + digit;
    digit = text.charCodeAt(++at) - 0x30;
  }
  if (at === start || at - start > MOST_DIGITS || number > HIGHEST_LINE || digit !== COMMA - 0x30) return NOT_PLAIN;
  const second = ++at;
  let hits = 0;
  digit = text.charCodeAt(at) - 0x30;
  while (digit >= 0 && digit <= 9) {
    hits = hits * 10 + digit;
    digit = text.charCodeAt(++at) - 0x30;
  }
  if (at === second || at - second > MOST_DIGITS || (digit !== NEWLINE - 0x30 && digit !== COMMA - 0x30)) return NOT_PLAIN;
  hit(scratch, number, hits);
  return digit === NEWLINE - 0x30 ? at + 1 : text.indexOf('\n', at) + 1;
}

/** `BRDA:12,0,1,3` and `BRDA:12,0,jump to line 15,-`. The key is that of `keyOf` over all before the last comma, in one pass. */
function hearPlainBranch(scratch: PartScratch, text: string, start: number): number {
  let number = -1;
  let key = 0;
  let hash = KEY_START;
  let after = start;
  let at = start;
  for (let code = text.charCodeAt(at); code !== NEWLINE; code = text.charCodeAt(++at)) {
    if (code === COMMA) {
      if (number === -1) number = digitsIn(text, start, at);
      if (number === -1) return NOT_PLAIN;
      key = hash;
      after = at + 1;
    }
    hash = stirred(hash, code);
  }
  if (number === -1 || number > HIGHEST_LINE) return NOT_PLAIN;
  const isDash = after === at - 1 && text.charCodeAt(after) === DASH;
  const taken = isDash ? 0 : digitsIn(text, after, at);
  if (taken === -1) return NOT_PLAIN;
  addPart(scratch, key, taken > 0 ? 1 : 0, 1);
  return at + 1;
}

function hear(state: State, raw: string): Heard {
  if (raw.startsWith('FN')) return DONE;
  const line = raw.trim();
  if (line === '' || line.startsWith('#')) return DONE;
  if (line === 'end_of_record') return endRecord(state);
  const colon = line.indexOf(':');
  const name = line.slice(0, colon);
  if (colon === -1 || !/^[A-Z]+$/.test(name)) return refuse(state, line, 'a line of lcov (`DA:12,3`)');
  return RECORDS[name]?.(state, line.slice(colon + 1), line) ?? DONE;
}

type Hear = (state: State, value: string, line: string) => Heard;

/** Others are functions, versions and totals. */
const RECORDS: Readonly<Partial<Record<string, Hear>>> = {
  SF: beginRecord,
  DA: hearData,
  BRDA: hearBranch,
  LF: (state, value) => {
    state.declared = Number(value) || 0;
    return DONE;
  },
};

function beginRecord(state: State, value: string, line: string): Heard {
  if (state.path !== undefined)
    return unreadable(
      'cut_short',
      `At line ${state.number} a file begins, but ${quoted(state.path)} before it has no end_of_record: a part of the report is missing. Write it again.`,
    );
  if (value.trim() === '') return refuse(state, line, 'the name of a file');
  state.path = detached(value.trim());
  return DONE;
}

function hearData(state: State, value: string, line: string): Heard {
  if (state.path === undefined) return refuse(state, line, 'a file (`SF:`) before its first line');
  const [number, count] = value.split(',');
  const at = lineFrom(number);
  const hits = hitsFrom(count);
  if (at === undefined || hits === undefined) return refuse(state, line, `${LINE_NEEDED} and ${HITS_NEEDED}`);
  hit(state.hits, at, hits);
  return DONE;
}

/** `BRDA:line,block,branch,taken`: coverage.py writes sentences for the branch, so what was taken follows the last comma. */
function hearBranch(state: State, value: string, line: string): Heard {
  if (state.path === undefined) return refuse(state, line, 'a file (`SF:`) before its first branch');
  const comma = value.lastIndexOf(',');
  const taken = value.slice(comma + 1).trim();
  const hits = taken === '-' ? 0 : hitsFrom(taken);
  const at = lineFrom(value.slice(0, Math.max(0, value.indexOf(','))));
  if (at === undefined || hits === undefined) return refuse(state, line, `${LINE_NEEDED} and how often the branch was taken`);
  addPart(state.arms, keyOf(value, 0, comma), hits > 0 ? 1 : 0, 1);
  return DONE;
}

function endRecord(state: State): Heard {
  const { path, declared } = state;
  if (path === undefined) return refuse(state, 'end_of_record', 'a file (`SF:`) before its end');
  const file = linedFile(path, takeHits(state.hits), takeParts(state.arms));
  state.path = undefined;
  state.declared = 0;
  if (file.total === 0 && declared > 0)
    return unreadable(
      'incomplete',
      `${quoted(path)} is said to have ${declared} lines (LF), but none of them is in the report (DA). Write it with lines.`,
    );
  return state.files.add(file);
}

const refuse = (state: State, line: string, needed: string): Heard =>
  unreadable('malformed', `Line ${state.number} reads ${quoted(line)}, where ${needed} is needed. Check the tool that writes this report.`);
