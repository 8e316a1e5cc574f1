/** Something wrong with what a person wrote, as code and facts; the words are made in `views/problem.ts`. */
export interface Problem {
  /** One of a closed list per source, for instance `unknown_key`, `unknown_subject`. */
  readonly code: string;
  /** Where: a config path (`environments.staging.approval`) or a field of the form (`To`). */
  readonly place: string;
  /** The file it is in, where that is not the settings file of the repository: `acme/.github: .github/promotion.yml`. */
  readonly file?: string;
  /** 1-based, for files. */
  readonly line?: number;
  readonly column?: number;
  /** What was written, as far as it helps. */
  readonly found?: string;
  /** What would be accepted, in the order a person should read it. */
  readonly allowed?: readonly string[];
  /** The allowed value or key that was probably meant. */
  readonly suggestion?: string;
  /** Further facts a sentence needs, by name. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Whether it is the audit trail that is damaged, which neither an edit of the issue nor of the rules mends. */
export const isOfTrail = ({ code }: Problem): boolean => code.startsWith('ledger_');
