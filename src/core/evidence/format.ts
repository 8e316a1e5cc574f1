/** A report format: how it is recognised and how it is read. One file each, one line each in the table of its family. */
import type { Result } from '../result.ts';
import type { Evidence } from './evidence.ts';

/** Why a report gives no evidence, in one sentence that says what was found and what to do. */
export interface Unreadable {
  readonly code: 'empty' | 'cut_short' | 'malformed' | 'unknown_format' | 'incomplete' | 'too_big' | 'not_mergeable';
  readonly message: string;
}

export type Read<E extends Evidence = Evidence> = Result<E, Unreadable>;

/** Attributes by name, values decoded. */
export type Attributes = Readonly<Record<string, string>>;

/** Hears the elements of one document in order. Names are local ones, without prefix. */
export interface XmlReader<E extends Evidence = Evidence> {
  /** `path` are the names of the elements around it, the root first; it is reused: read it, never keep it. */
  open(name: string, attributes: Attributes, path: readonly string[]): void;
  text?(text: string): void;
  close?(name: string): void;
  /** The document ended well-formed. */
  end(): Read<E>;
}

/** Hears lines without their ends, in order. */
export interface LineReader<E extends Evidence = Evidence> {
  line(line: string): void;
  /** Hears whole lines at once, if it can: those from `from` to `to`, each ended by `\n`. What it cannot take it gives to `line`. */
  lines?(text: string, from: number, to: number): void;
  end(): Read<E>;
}

/** The items of a list of a document, in one piece or in several. */
export type Unfold = (list: readonly unknown[]) => Iterable<readonly unknown[]>;

interface Named {
  /** As `format:` in the config and `--as` on the command line spell it: `junit`. */
  readonly name: string;
  /** As people call it: `JUnit XML`. */
  readonly title: string;
}

export interface XmlFormat<E extends Evidence = Evidence> extends Named {
  readonly of: 'xml';
  readonly isRoot: (name: string, attributes: Attributes) => boolean;
  readonly read: () => XmlReader<E>;
}

export interface JsonFormat<E extends Evidence = Evidence> extends Named {
  readonly of: 'json';
  /** Whether a parsed document is one of these; must be false for every other format's. */
  readonly isOne: (document: unknown) => boolean;
  readonly read: (document: unknown) => Read<E>;
  /** Reads a document whose long lists come in pieces, where reports of hundreds of megabytes are usual. */
  readonly readParts?: (document: unknown, unfold: Unfold) => Read<E>;
}

export interface LineFormat<E extends Evidence = Evidence> extends Named {
  readonly of: 'lines';
  /** Whether a text that begins so (its first 4,096 characters) is one of these; must be false for every other format's. */
  readonly isHead: (head: string) => boolean;
  readonly read: () => LineReader<E>;
}

export type Format<E extends Evidence = Evidence> = XmlFormat<E> | JsonFormat<E> | LineFormat<E>;

/** How evidence stands against limits; the caller adds what it is called and where it came from. */
export interface Judged {
  readonly outcome: 'pass' | 'fail' | 'error';
  /** One line: what was found, against which limit, and the distance: `79.06 % of lines (34 of 43); 80 % needed: 1 more line to cover`. */
  readonly summary: string;
  /** Unrounded; in `unit`. */
  readonly value: number | null;
  readonly threshold: number | null;
  readonly unit: string | null;
  /** Of the first of several limits, where `value` is of another that is crossed: what `compare` is about. */
  readonly first?: { readonly value: number | null };
  /** Under the names of the report's JSON: `tests passed failed ...`, `covered total`. */
  readonly counts: Readonly<Record<string, number>>;
  /** What people have to look at first: failed tests, uncovered lines, findings. At most `MOST_SHOWN`. */
  readonly findings: readonly Shown[];
}

export interface Shown {
  readonly path?: string;
  readonly line?: number;
  /** `12, 18, 27-29` */
  readonly lines?: string;
  readonly name?: string;
  readonly message?: string;
}

/** A kind of evidence: its formats, how several reports become one, what it counts and how it is judged. */
export interface Family<E extends Evidence, L> {
  readonly kind: E['kind'];
  readonly formats: readonly Format<E>[];
  /** Several files are one report: counts are summed, coverage is united by file and line, percentages are never averaged. */
  readonly merge: (parts: readonly E[]) => Read<E>;
  /** Never a pass when nothing was measured. */
  readonly judge: (evidence: E, limits: L) => Judged;
  /** The counts as `promotion-bot evidence --json` prints them. */
  readonly counts: (evidence: E) => Readonly<Record<string, unknown>>;
}
