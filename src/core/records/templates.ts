/** What stands behind `records:` in the settings, and the placeholders in it. */

export interface RecordFile {
  /** With placeholders in it, as everything below. */
  readonly file: string;
  readonly python: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string>>;
  readonly block: { readonly name: string; readonly text: string } | undefined;
  readonly append: string | undefined;
  /** Undefined for all. */
  readonly subjects: readonly string[] | undefined;
  readonly environments: readonly string[] | undefined;
  /** Whether nothing is said when there is no such file. */
  readonly optional: boolean;
}

export interface Records {
  readonly as: 'commit' | 'pull_request';
  readonly files: readonly RecordFile[];
}

interface WrittenRecords {
  readonly as?: Records['as'] | undefined;
  readonly files: readonly {
    readonly file: string;
    readonly python?: Readonly<Record<string, string>> | undefined;
    readonly set?: Readonly<Record<string, string>> | undefined;
    readonly block?: string | undefined;
    readonly text?: string | undefined;
    readonly append?: string | undefined;
    readonly subjects?: readonly string[] | undefined;
    readonly environments?: readonly string[] | undefined;
    readonly optional?: boolean | undefined;
  }[];
}

/** The records as written, with everything in its place. */
export const recordsOf = ({ as = 'commit', files }: WrittenRecords): Records => ({
  as,
  files: files.map(({ file, python = {}, set = {}, block, text = '', append, subjects, environments, optional = false }) => ({
    file,
    python,
    set,
    block: block === undefined ? undefined : { name: block, text },
    append,
    subjects,
    environments,
    optional,
  })),
});

export const RECORD_PLACEHOLDERS = ['subject', 'version', 'sha', 'from', 'to', 'date', 'issue', 'requester', 'status', 'coverage'] as const;

/** Other braces are the file's own: only a bare word, or a gate, is meant for us. */
const PLACEHOLDER = /\{(gate:[\w.-]+|[A-Za-z_][\w-]*)\}/g;

/** The names in the braces, in order. */
export const recordPlaceholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);

/** Puts values in; each placeholder once, so that braces in a value stay what they are. */
export const fillRecord = (template: string, fillOne: (name: string) => string): string =>
  template.replace(PLACEHOLDER, (_whole, name: string) => fillOne(name));

/** `components.{subject}.stage` -> its keys; a dot inside a placeholder, or in what comes to stand there, parts nothing. */
export const keysIn = (path: string): readonly string[] => {
  const keys: string[] = [''];
  for (const [piece] of path.matchAll(/\{[^{}]*\}|[\s\S]/g)) {
    if (piece === '.') keys.push('');
    else keys.push(`${keys.pop()}${piece}`);
  }
  return keys;
};

/** `__version__` is assigned; any other name is a line of the docstring. */
export const isAssigned = (name: string): boolean => /^__[A-Za-z]\w*__$/.test(name);
export const isField = (name: string): boolean => /^[A-Za-z][\w -]{0,63}$/.test(name);
