/** One pass over one report in a process of its own. Started with the kind of pass and the file; writes what it took as JSON. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { decoder } from '../../src/core/evidence/decode.ts';
import { readLines } from '../../src/core/evidence/lines.ts';
import { readReport } from '../../src/core/evidence/read.ts';

export interface PassResult {
  /** Without reading the file from the disk. */
  readonly milliseconds: number;
  /** Megabytes of the process, at its highest. */
  readonly peak: number;
}

/** Bytes at a time: as the Action reads files, and as the front door then decodes them. */
const PIECE = 1 << 20;
const STEP = 1 << 16;

interface Pass {
  write(bytes: Uint8Array): void;
  end(): void;
}

/** What any reader of text has to do at least: the same decoding, and the parser with nobody who listens. */
function bare(take: (text: string) => void): Pass {
  const text = decoder();
  const hear = (decoded: ReturnType<typeof text.end>): void => {
    if (!decoded.ok) throw new Error(decoded.error);
    take(decoded.value);
  };
  return {
    write: (bytes) => {
      for (let at = 0; at < bytes.length; at += STEP) hear(text.write(bytes.subarray(at, at + STEP)));
    },
    end: () => hear(text.end()),
  };
}

function saxes(): Pass {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const { write, end } = bare((text) => void parser.write(text));
  return {
    write,
    end: () => {
      end();
      parser.close();
    },
  };
}

function lines(): Pass {
  let seen = 0;
  const feed = readLines({
    line: () => {
      seen += 1;
    },
    end: () => ({ ok: false, error: { code: 'empty', message: '' } }),
  });
  const { write, end } = bare((text) => feed.write(text));
  return {
    write,
    end: () => {
      end();
      feed.end();
      if (seen === 0) throw new Error('there was no line');
    },
  };
}

function readsReport(path: string): Pass {
  const reading = readReport({ path });
  return {
    write: (bytes) => reading.write(bytes),
    end: () => {
      const read = reading.end();
      if (!read.ok) throw new Error(read.error.message);
    },
  };
}

function run(path: string, { write, end }: Pass): number {
  const file = openSync(path, 'r');
  const piece = new Uint8Array(PIECE);
  let took = 0;
  const timed = (work: () => void): void => {
    const from = performance.now();
    work();
    took += performance.now() - from;
  };
  for (let size = readSync(file, piece); size > 0; size = readSync(file, piece)) timed(() => write(piece.subarray(0, size)));
  timed(end);
  closeSync(file);
  return took;
}

/** `JSON.parse` alone, of a text that is there. */
function parse(path: string): number {
  const text = readFileSync(path, 'utf8');
  const from = performance.now();
  const document: unknown = JSON.parse(text);
  const took = performance.now() - from;
  if (typeof document !== 'object') throw new Error('no document');
  return took;
}

const PASSES: Readonly<Record<string, (path: string) => number>> = {
  report: (path) => run(path, readsReport(path)),
  saxes: (path) => run(path, saxes()),
  lines: (path) => run(path, lines()),
  parse,
};

/** Megabytes. `maxRSS` begins with what the process that started this one had, so Linux is asked for this one alone. */
function highest(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (kilobytes !== undefined) return Number(kilobytes) / 1024;
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS / 1024;
}

const [, , kind = '', path = ''] = process.argv;
const pass = PASSES[kind];
if (pass === undefined) throw new Error(`there is no pass ${kind}`);
const result: PassResult = { milliseconds: pass(path), peak: highest() };
process.stdout.write(`${JSON.stringify(result)}\n`);
