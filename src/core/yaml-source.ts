/** YAML text to plain JSON values that know where they stand. Only what a settings file needs is read; the rest is refused by name. */
import { Composer, type CST, type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, Parser, type YAMLMap } from 'yaml';
import { nearest } from './config-nearest.ts';
import type { Problem } from './problem.ts';

export type Path = readonly (string | number)[];

/** A problem that knows the path it is about; `report` turns it into a place with a line. */
export interface Finding {
  readonly code: string;
  readonly path: Path;
  /** Where to point, when that is not `path` itself; the nearest parent that exists is taken. */
  readonly where?: Path;
  /** Point at the key or (default) at the value. */
  readonly at?: 'key' | 'value';
  /** Point at this offset of the text instead. */
  readonly offset?: number;
  readonly found?: string | undefined;
  readonly allowed?: readonly string[] | undefined;
  readonly suggestion?: string | undefined;
  /** Suggest the allowed name nearest to `found`; looked for only when the problem is shown. */
  readonly isName?: boolean;
  /** Paths that are missed here: not worth saying when one of them was only misspelt. */
  readonly lacks?: readonly Path[];
  readonly facts?: Readonly<Record<string, string>>;
}

export interface Source {
  /** Maps, lists, text, finite numbers, booleans and null; no key is called `__proto__`. */
  readonly value: unknown;
  /** The keys of a map in the order of the file: a JavaScript object would put names like `2` first. */
  keys(path: Path): readonly string[];
  /** The line, from 1, of the key at a path; that of the nearest parent where there is none. */
  line(path: Path): number;
}

export interface YamlLimits {
  /** Characters of the whole text. */
  readonly longest: number;
  /** Numbers as the text that was written: ids of 19 digits are no longer what they were after being a number. */
  readonly areNumbersText: boolean;
}

export interface ReadYaml {
  /** There when the values can be trusted to be what was written, even if there are findings. */
  readonly source?: Source;
  readonly findings: readonly Finding[];
  /** Problems in the order of the file, at most 20 and then one `more_problems` with the number of the rest. */
  report(findings: readonly Finding[]): readonly Problem[];
}

const MAX_PROBLEMS = 20;
const MAX_CHARACTERS = 65_536;
// The composer recurses, and running out of stack inside it ends the whole process, past every catch.
const MAX_DEPTH = 32;
const OPTIONS = { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false } as const;
const UNREADABLE: ReadonlySet<string> = new Set(['alias', 'merge_key', 'bad_number', 'not_a_map', 'too_deep']);
const UNPRINTABLE = /\p{Cs}|(?![\t\n\r])\p{Cc}/u;

const SETTINGS: YamlLimits = { longest: MAX_CHARACTERS, areNumbersText: false };

interface Reading extends YamlLimits {
  readonly offsets: Map<string, { key?: number; value: number }>;
  readonly findings: Finding[];
}

/** Reads one YAML document whose top is a map. */
export function readYaml(written: string, limits: YamlLimits = SETTINGS): ReadYaml {
  const text = written.replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const { longest } = limits;
  const reading: Reading = { ...limits, offsets: new Map(), findings: [] };
  const report = (findings: readonly Finding[]) => toProblems(findings, reading, lines);
  if (text.length > longest) {
    return { findings: [{ code: 'too_long', path: [], facts: { characters: String(text.length), limit: String(longest) } }], report };
  }
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const tooDeep = firstTooDeep(tokens);
  if (tooDeep) return { findings: [{ code: 'too_deep', path: [], offset: tooDeep.offset, facts: { limit: String(MAX_DEPTH) } }], report };

  const documents = [...new Composer({ ...OPTIONS, lineCounter: lines }).compose(tokens, true, text.length)];
  const broken = syntaxFindings(documents, text, lines);
  if (broken.length > 0) return { findings: broken, report };

  const contents = documents[0]?.contents;
  const value = contents ? toPlain(contents, [], reading) : null;
  if (value === null) reading.findings.push({ code: 'empty', path: [], offset: 0 });
  else if (!isMap(contents)) reading.findings.push({ code: 'not_a_map', path: [], found: Array.isArray(value) ? 'a list' : 'text' });
  const { findings } = reading;
  if (value === null || findings.some((finding) => UNREADABLE.has(finding.code))) return { findings, report };
  const line = (path: Path): number => lines.linePos(offsetOf({ code: '', path, at: 'key' }, reading)).line;
  return { source: { value, keys: (path) => keysInFileOrder(value, path, reading), line }, findings, report };
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, key) => (isObject(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined), value);
}

const isObject = (value: unknown): value is Readonly<Record<string | number, unknown>> => typeof value === 'object' && value !== null;

/** `environments.production.approval.all[1]`; a key with other signs is quoted: `subjects["a.b"]`. */
function printPath(path: Path): string {
  const parts = path.map((key, index) => {
    if (typeof key === 'number') return `[${key}]`;
    if (!/^[\w-]{1,64}$/.test(key)) return `[${JSON.stringify(clip(key, 64))}]`;
    return index === 0 ? key : `.${key}`;
  });
  return parts.join('');
}

const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function toProblems(findings: readonly Finding[], reading: Reading, lines: LineCounter): readonly Problem[] {
  const placed = findings
    .map((finding) => ({ finding, offset: finding.offset ?? offsetOf(finding, reading) }))
    .sort((a, b) => a.offset - b.offset);
  const problems = placed.slice(0, MAX_PROBLEMS).map(({ finding, offset }): Problem => {
    const { line, col } = lines.linePos(offset);
    return { ...toProblem(finding), line: Math.max(line, 1), column: Math.max(col, 1) };
  });
  const rest = placed.length - problems.length;
  return rest === 0 ? problems : [...problems, { code: 'more_problems', place: '', facts: { count: String(rest) } }];
}

function toProblem({ code, path, found, allowed, isName, facts, ...rest }: Finding): Problem {
  const suggestion = rest.suggestion ?? (isName ? nearest(found ?? '', allowed ?? []) : undefined);
  return {
    code,
    place: printPath(path),
    ...(found === undefined ? {} : { found: clip(found, 80) }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(suggestion === undefined ? {} : { suggestion: clip(suggestion, 80) }),
    ...(facts === undefined ? {} : { facts: Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, clip(text, 200)])) }),
  };
}

function offsetOf({ path, where = path, at = 'value' }: Finding, reading: Reading): number {
  const offset = reading.offsets.get(JSON.stringify(where));
  if (offset) return at === 'key' ? (offset.key ?? offset.value) : offset.value;
  return where.length === 0 ? 0 : offsetOf({ code: '', path: where.slice(0, -1), at: 'key' }, reading);
}

function keysInFileOrder(value: unknown, path: Path, reading: Reading): readonly string[] {
  const map = valueAt(value, path);
  if (!isObject(map) || Array.isArray(map)) return [];
  const offset = (key: string) => offsetOf({ code: '', path: [...path, key], at: 'key' }, reading);
  return Object.keys(map).sort((a, b) => offset(a) - offset(b));
}

/** The first token that is nested deeper than may be composed. */
export function firstTooDeep(tokens: readonly CST.Token[]): CST.Token | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MAX_DEPTH) return token;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      for (const inner of [item.key, item.value]) if (inner) open.push({ token: inner, depth: depth + 1 });
    }
  }
  return undefined;
}

/** One a line, and nothing else beside tabs: after the first mistake the parser is guessing. */
function syntaxFindings(documents: readonly Document.Parsed[], text: string, lines: LineCounter): readonly Finding[] {
  const [first, second] = documents;
  if (!first) return [];
  const warnings = first.warnings.filter((warning) => warning.code !== 'TAG_RESOLVE_FAILED');
  const byLine = new Map<number, Finding>();
  for (const { code, message, pos } of [...first.errors, ...warnings]) {
    const { line } = lines.linePos(pos[0]);
    if (!byLine.has(line)) byLine.set(line, syntaxFinding(code, message, pos[0], text));
  }
  // An unclosed first document may swallow the mark of the second: then the first is what is wrong.
  if (byLine.size === 0 && second) return [{ code: 'several_documents', path: [], offset: second.range[0] }];
  const all = [...byLine.values()];
  const tabs = all.filter((finding) => finding.code === 'tab');
  return tabs.length > 0 ? tabs : all;
}

function syntaxFinding(code: string, message: string, offset: number, text: string): Finding {
  if (code === 'TAB_AS_INDENT') return { code: 'tab', path: [], offset };
  const sign = /^@\w[\w./-]*/.exec(text.slice(offset, offset + 100))?.[0];
  if (sign) return { code: 'at_sign', path: [], offset, found: sign, suggestion: sign.replace(/^@([^/]*\/)?/, '') };
  return { code: 'yaml_syntax', path: [], offset, facts: { message } };
}

function toPlain(node: unknown, path: Path, reading: Reading): unknown {
  if (!isNode(node)) return null;
  const offset = node.range?.[0] ?? 0;
  const name = JSON.stringify(path);
  const known = reading.offsets.get(name);
  // A value that is not there stands where its key stands.
  const isEmpty = isScalar(node) && node.value === null && node.source === '';
  reading.offsets.set(name, { ...known, value: isEmpty ? (known?.key ?? offset) : offset });
  const report = (finding: Omit<Finding, 'path' | 'offset'>) => reading.findings.push({ path, offset, ...finding });

  if (isAlias(node)) {
    report({ code: 'alias', found: `*${node.source}` });
    return null;
  }
  if (node.anchor !== undefined) report({ code: 'alias', found: `&${node.anchor}` });
  if (node.tag !== undefined) report({ code: 'tag', found: node.tag });
  if (isMap(node)) return mapToPlain(node, path, reading);
  if (isSeq(node)) return node.items.map((item, index) => toPlain(item, [...path, index], reading));
  if (!isScalar(node)) return null;
  if (typeof node.value === 'number' && reading.areNumbersText) return node.source ?? String(node.value);
  if (typeof node.value === 'number' && (!Number.isFinite(node.value) || Math.abs(node.value) > Number.MAX_SAFE_INTEGER)) {
    report({ code: 'bad_number', found: node.source });
  }
  if (typeof node.value === 'string' && UNPRINTABLE.test(node.value)) report({ code: 'bad_character' });
  return node.value;
}

function mapToPlain(node: YAMLMap, path: Path, reading: Reading): Readonly<Record<string, unknown>> {
  const map: Record<string, unknown> = {};
  for (const { key: keyNode, value } of node.items) {
    const key = keyText(keyNode);
    const offset = isNode(keyNode) ? (keyNode.range?.[0] ?? 0) : 0;
    const inner = [...path, key ?? ''];
    const refusal = refusedKey(keyNode, key, map);
    if (refusal) reading.findings.push({ code: refusal, path, offset, found: key });
    if (key !== undefined && !refusal) {
      reading.offsets.set(JSON.stringify(inner), { key: offset, value: offset });
      map[key] = toPlain(value, inner, reading);
    }
  }
  return map;
}

/** A key as it was written: `1`, `true` and `null` are names here. */
const keyText = (node: unknown): string | undefined => {
  if (!isScalar(node) || node.anchor !== undefined || node.tag !== undefined) return undefined;
  return typeof node.value === 'string' ? node.value : (node.source ?? '');
};

function refusedKey(node: unknown, key: string | undefined, map: Readonly<Record<string, unknown>>): string | undefined {
  if (key === undefined) return 'bad_key';
  if (key === '<<' && isScalar(node) && node.type === 'PLAIN') return 'merge_key';
  if (key === '__proto__') return 'forbidden_key';
  if (UNPRINTABLE.test(key)) return 'bad_character';
  return Object.hasOwn(map, key) ? 'duplicate_key' : undefined;
}
