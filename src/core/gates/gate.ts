/** A measured condition: what it needs to know, and a pure judgement of what was found. One file each, one line each in `index.ts`. */
import type * as z from 'zod/mini';
import type { Evidence } from '../evidence/evidence.ts';
import type { Judged, Unreadable } from '../evidence/format.ts';
import type { Instant } from '../promotion.ts';
import type { Result } from '../result.ts';

/** What is promoted where, as far as a gate may know it. Placeholders of the config (`{subject}`, `{to}`, `{labels.job}`, `{spec}`) are filled from it. */
export interface About {
  readonly subject: {
    readonly name: string;
    readonly kind: 'component' | 'agent';
    readonly paths: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
    readonly spec: string | undefined;
  };
  readonly from: string | null;
  readonly to: string;
  readonly version: string;
  readonly sha: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Where it lies, `https://github.example.com`; github.com when left out. */
  readonly server?: string;
  /** When the gates are judged. */
  readonly at: Instant;
  /** What this gate measured at the last successful promotion into this environment; undefined when there was none. */
  readonly previous: Measured | undefined;
  /** Known where a gate has to find the files that reports name. */
  readonly checkout?: Checkout;
}

/** The commit as it lies on the disk of whoever judges. */
export interface Checkout {
  /** Folders it lies in, or lay in when reports were written: `/builds/acme/shop`. */
  readonly roots: readonly string[];
  /** All its files, from its root. */
  readonly files: readonly string[];
}

export interface Measured {
  readonly value: number | null;
  /** As people name what was promoted then: `1.3.2`. */
  readonly version: string;
  readonly at: Instant;
}

/** Something a gate has to be told. Asked for as data; whoever runs gates finds it (`src/runner`), within limits, and says when it cannot. */
export type Need =
  /** Reports that match a glob, read as one; `format` forces how. */
  | { readonly kind: 'report'; readonly glob: string; readonly of: Evidence['kind']; readonly format: string | undefined }
  /** A file of the commit that is promoted, its text up to 1 MiB. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'json'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly timeoutSeconds: number }
  | { readonly kind: 'http'; readonly url: string; readonly retries: number; readonly timeoutSeconds: number }
  /** An instant query; `at` shifts it. */
  | { readonly kind: 'prometheus'; readonly query: string }
  | { readonly kind: 'check'; readonly name: string; readonly app: string }
  | { readonly kind: 'workflow'; readonly file: string }
  | { readonly kind: 'attestation'; readonly path: string; readonly predicate: string | undefined; readonly signer: string | undefined };

export type NeedKind = Need['kind'];

/** Why something could not be found out, in one sentence that says what to do. Never a pass. */
export interface Unknown {
  readonly message: string;
  /** A run or a person is still to come. */
  readonly pending?: boolean;
}

/** Where evidence came from. */
export interface Source {
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256?: string;
  readonly format?: string;
  /** When it was written, as far as that can be told. */
  readonly at?: Instant;
}

/** What each need is answered with when it could be. */
export interface Answers {
  readonly report: { readonly read: Result<Evidence, Unreadable>; readonly sources: readonly Source[] };
  readonly file: { readonly text: string; readonly source: Source };
  readonly json: { readonly value: unknown; readonly source: Source };
  readonly command: { readonly exit: number | null; readonly seconds: number; readonly tail: readonly string[] };
  readonly http: { readonly status: number; readonly body: string; readonly milliseconds: number };
  readonly prometheus: { readonly body: string };
  readonly check: { readonly conclusion: string; readonly at: Instant; readonly url: string };
  readonly workflow: { readonly conclusion: string; readonly at: Instant; readonly url: string };
  readonly attestation: { readonly read: Result<Evidence, Unreadable>; readonly source: Source };
}

/** The answers, asked by the very need. */
export type Ask = <K extends NeedKind>(need: Extract<Need, { kind: K }>) => Result<Answers[K], Unknown>;

export type GateOutcome = 'pass' | 'fail' | 'error' | 'pending';

/** What one gate says, before it is put beside its name and its rank. */
export interface GateFinding extends Omit<Judged, 'outcome'> {
  readonly outcome: GateOutcome;
  readonly sources: readonly Source[];
}

export interface GateKind<O> {
  /** The key that makes a gate one of these: `coverage`. */
  readonly kind: string;
  /** One line for help, schema and documentation. */
  readonly title: string;
  /** Its own keys, strict; those every gate has (`required`, `off`, `locked`, `max_age`, `compare`) are read outside. */
  readonly options: () => z.ZodMiniType<O>;
  readonly needs: (options: O, about: About) => readonly Need[];
  readonly judge: (options: O, ask: Ask, about: About) => GateFinding;
}
