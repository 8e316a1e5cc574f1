/** Stage records: which files of the repository tell of a promotion, and how each is changed. Pure: files in, files out. */
import type { Config } from '../config.ts';
import { whyNoPath } from '../gates/placeholders.ts';
import type { Instant } from '../promotion.ts';
import { err, type Result } from '../result.ts';
import type { Misfit } from '../seen-run.ts';
import { appendLine } from './append.ts';
import { replaceBlock } from './block.ts';
import { asLine } from './lines.ts';
import { setPython } from './python.ts';
import { fillRecord, keysIn, type RecordFile } from './templates.ts';
import { setYaml } from './yaml.ts';

/** What each kind of change takes. */
interface Changes {
  readonly set: { readonly keys: readonly string[]; readonly value: string };
  readonly block: { readonly name: string; readonly content: string };
  readonly python: { readonly name: string; readonly value: string };
  readonly append: { readonly line: string };
}

const EDITORS: { readonly [K in keyof Changes]: (text: string, values: Changes[K]) => Result<string, Misfit> } = {
  set: setYaml,
  block: replaceBlock,
  python: setPython,
  append: appendLine,
};

/** Changes a text, or says why it does not fit; what is so already stays as it is. */
export const applyRecord = <K extends keyof Changes>(kind: K, text: string, values: Changes[K]): Result<string, Misfit> =>
  EDITORS[kind](text, values);

/** One change of one file. */
export type RecordEdit = { readonly path: string; readonly optional: boolean } & {
  readonly [K in keyof Changes]: { readonly kind: K; readonly values: Changes[K] };
}[keyof Changes];

export interface RecordProblem extends Misfit {
  /** Empty when it is about all of them. */
  readonly path: string;
}

/** What records may tell of a promotion. */
export interface RecordAbout {
  readonly subject: string;
  readonly version: string;
  readonly sha: string;
  /** Null when the target is the first environment. */
  readonly from: string | null;
  readonly to: string;
  /** When it arrived; the same however often records are written. */
  readonly at: Instant;
  readonly issue: number;
  /** Login. */
  readonly requester: string;
  readonly status: string;
  /** In words, such as `82.4%`; undefined when it was not measured. */
  readonly coverage: string | undefined;
  /** What each gate measured, in words, by its name. */
  readonly gates: Readonly<Record<string, string>>;
}

const UNKNOWN = 'not measured';

function valueIn(about: RecordAbout, name: string): string {
  const gate = /^gate:(.+)$/.exec(name)?.[1];
  if (gate !== undefined) return Object.hasOwn(about.gates, gate) ? (about.gates[gate] ?? UNKNOWN) : UNKNOWN;
  const { at, issue, gates: _gates, ...rest } = about;
  const values: Readonly<Record<string, string | null | undefined>> = { ...rest, date: at.slice(0, 10), issue: String(issue) };
  return values[name] ?? (name === 'from' ? 'none' : UNKNOWN);
}

/** Signs with which a value could end a comment, open code or make a link. */
const quiet = (value: string): string =>
  value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[`[\]|~*]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The changes this promotion asks for, in the order written, one for each value. */
export function planRecords({ records }: Pick<Config, 'records'>, about: RecordAbout): readonly RecordEdit[] {
  const isMeant = ({ subjects, environments }: RecordFile): boolean =>
    (subjects?.includes(about.subject) ?? true) && (environments?.includes(about.to) ?? true);
  return (records?.files ?? []).filter(isMeant).flatMap((record) => editsOf(record, about));
}

function editsOf({ file, optional, python, set, block, append }: RecordFile, about: RecordAbout): readonly RecordEdit[] {
  const fill = (template: string) => asLine(fillRecord(template, (name) => asLine(valueIn(about, name))));
  const fillMarkdown = (template: string) => fillRecord(template, (name) => quiet(asLine(valueIn(about, name))));
  const common = { path: fillRecord(file, (name) => valueIn(about, name)), optional };
  const isMarkdown = /\.(?:md|mdx|markdown)$/i.test(file);
  return [
    ...Object.entries(python).map(([name, value]) => ({ ...common, kind: 'python' as const, values: { name, value: fill(value) } })),
    ...Object.entries(set).map(([path, value]) => ({
      ...common,
      kind: 'set' as const,
      values: { keys: keysIn(path).map(fill), value: fill(value) },
    })),
    ...(block ? [{ ...common, kind: 'block' as const, values: { name: block.name, content: fillMarkdown(block.text) } }] : []),
    ...(append === undefined
      ? []
      : [{ ...common, kind: 'append' as const, values: { line: isMarkdown ? asLine(fillMarkdown(append)) : fill(append) } }]),
  ];
}

/** The files that have to be read, once each. */
export const pathsOf = (edits: readonly RecordEdit[]): readonly string[] => [
  ...new Set(edits.map(({ path }) => path).filter((path) => whyNoPath(path) === undefined)),
];

export interface Applied {
  /** Texts that are other than before, by path. */
  readonly changed: ReadonlyMap<string, string>;
  readonly problems: readonly RecordProblem[];
}

/** Applies all that fits, one after another, and says what does not. A second time it changes nothing. */
export function applyEdits(files: ReadonlyMap<string, string | undefined>, edits: readonly RecordEdit[]): Applied {
  const texts = new Map(files);
  const problems = new Map<string, RecordProblem>();
  for (const edit of edits) {
    const done = applied(texts.get(edit.path), edit);
    if (done.ok) texts.set(edit.path, done.value);
    else if (!(edit.optional && done.error.code === 'file_missing')) {
      problems.set(JSON.stringify([edit.path, done.error]), { path: edit.path, ...done.error });
    }
  }
  const changed = [...texts].flatMap(([path, text]) => (text === undefined || text === files.get(path) ? [] : [[path, text] as const]));
  return { changed: new Map(changed), problems: [...problems.values()] };
}

function applied(text: string | undefined, edit: RecordEdit): Result<string, Misfit> {
  const why = whyNoPath(edit.path);
  if (why !== undefined) return err({ code: 'bad_path', facts: { why } });
  if (text === undefined) return err({ code: 'file_missing', facts: {} });
  return (EDITORS[edit.kind] as (text: string, values: RecordEdit['values']) => Result<string, Misfit>)(text, edit.values);
}
