/** Cobertura XML, as twenty tools write it. DTD: cobertura.sourceforge.net/xml/coverage-04.dtd; it is never fetched. */
import type { Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Attributes, Unreadable, XmlFormat, XmlReader } from '../format.ts';
import { coverageRead, fileTable, linedFile } from './files.ts';
import { hit, hitScratch, takeHits } from './hits.ts';
import { digitsIn, HITS_NEEDED, hitsFrom, LINE_NEEDED, lineFrom, MOST_HITS } from './numbers.ts';
import { addPart, partScratch, takeParts } from './parts.ts';
import { detached, folderOf, inFolder } from './path.ts';

/**
 * Counts `class/lines/line`; the rates are rounded and may disagree. Several classes of one file are one. The lines of methods repeat those
 * of their class and are left alone, unless no class of the whole report has lines of its own.
 *
 * Errors: `malformed` for a line, hits or a class without a file that cannot be; `incomplete` when totals are declared and no line is shown.
 */
export const COBERTURA: XmlFormat<CoverageEvidence> = {
  of: 'xml',
  name: 'cobertura',
  title: 'Cobertura XML',
  isRoot: (name, attributes) => name === 'coverage' && RATES.some((rate) => attributes[rate] !== undefined),
  read: readCobertura,
};

const RATES = ['line-rate', 'branch-rate', 'lines-valid'];

interface State {
  readonly own: Heap;
  /** What methods say, while no class has said anything. */
  methods: Heap | undefined;
  readonly sources: string[];
  path: string | undefined;
  declared: number;
  failure: Result<never, Unreadable> | undefined;
}

type Heap = ReturnType<typeof heap>;
const heap = () => ({ hits: hitScratch(), arms: partScratch(), files: fileTable() });

function readCobertura(): XmlReader<CoverageEvidence> {
  const state: State = { own: heap(), methods: heap(), sources: [], path: undefined, declared: 0, failure: undefined };
  const reader: XmlReader<CoverageEvidence> = {
    open: (name, attributes, path) => {
      if (state.failure !== undefined) return;
      if (name === 'line') hearLine(state, attributes, path);
      else if (name === 'class') beginClass(state, attributes);
      else if (name === 'source') reader.text = beginSource(state);
      else if (path.length === 0) state.declared = Number(attributes['lines-valid']) || 0;
    },
    close: (name) => {
      if (name === 'class') endClass(state);
      // Deleting it would make every look at the reader slow.
      else if (name === 'source') Reflect.set(reader, 'text', undefined);
    },
    end: () => state.failure ?? finish(state),
  };
  return reader;
}

function beginSource(state: State): (text: string) => void {
  const place = state.sources.push('') - 1;
  return (text) => {
    state.sources[place] += text;
  };
}

function beginClass(state: State, { filename, name }: Attributes): void {
  if (filename === undefined || filename.trim() === '')
    state.failure = unreadable(
      'malformed',
      `The class ${quoted(name ?? '')} has no filename, so its lines are nobody's. Check the tool that writes this report.`,
    );
  state.path = filename === undefined ? undefined : detached(filename.trim());
}

function hearLine(state: State, attributes: Attributes, path: readonly string[]): void {
  if (path[path.length - 1] !== 'lines') return;
  const around = path[path.length - 2];
  const into = around === 'class' ? state.own : around === 'method' ? state.methods : undefined;
  if (into === undefined) return;
  if (around === 'class') state.methods = undefined;
  const line = lineFrom(attributes['number']);
  const hits = hitsFrom(attributes['hits']);
  if (state.path === undefined || line === undefined || hits === undefined) {
    refuse(state, attributes);
    return;
  }
  hit(into.hits, line, hits);
  const condition = attributes['condition-coverage'];
  if (condition !== undefined) hearCondition(state, into, line, condition);
}

/** With spaces, or with words after it. */
const UNUSUAL = /\(\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*\)/;
const CLOSING = 0x29;

/** `50% (1/2)`: which of them is not said, so a line's best counts are what two reports have in common. */
function hearCondition(state: State, into: Heap, line: number, condition: string): void {
  const opening = condition.indexOf('(');
  const slash = condition.indexOf('/');
  const end = condition.length - 1;
  const covered = opening === -1 ? -1 : digitsIn(condition, opening + 1, slash);
  const total = condition.charCodeAt(end) === CLOSING ? digitsIn(condition, slash + 1, end) : -1;
  if (covered === -1 || total === -1 || total > MOST_HITS) {
    const [, taken, all] = UNUSUAL.exec(condition) ?? [];
    if (taken !== undefined && all !== undefined) hearCondition(state, into, line, `(${taken}/${all})`);
    return;
  }
  if (covered > total)
    state.failure = unreadable(
      'malformed',
      `Line ${line} of ${quoted(state.path ?? '')} says ${quoted(condition)}: more branches taken than there are.`,
    );
  if (total > 0) addPart(into.arms, line, covered, total);
}

function endClass(state: State): void {
  for (const one of [state.own, state.methods]) {
    if (state.failure !== undefined || state.path === undefined || one === undefined) continue;
    const added = one.files.add(linedFile(state.path, takeHits(one.hits), takeParts(one.arms)));
    if (!added.ok) state.failure = added;
  }
  state.path = undefined;
}

function finish(state: State): ReturnType<XmlReader<CoverageEvidence>['end']> {
  const { files } = state.methods ?? state.own;
  const all = files.all();
  if (state.declared > 0 && all.every(({ total }) => total === 0))
    return unreadable(
      'incomplete',
      `The report says it has ${state.declared} lines (lines-valid) and shows none of them. Write it with its lines.`,
    );
  const folder = folderOf(state.sources);
  if (folder === undefined) return coverageRead('cobertura', files);
  const joined = fileTable();
  for (const file of all) {
    const added = joined.add({ ...file, path: inFolder(folder, file.path) });
    if (!added.ok) return added;
  }
  return coverageRead('cobertura', joined);
}

function refuse(state: State, { number = '', hits = '' }: Attributes): void {
  const where = state.path === undefined ? 'outside any class' : `of ${quoted(state.path)}`;
  state.failure = unreadable(
    'malformed',
    `A line ${where} has number ${quoted(number)} and hits ${quoted(hits)}, where ${LINE_NEEDED} and ${HITS_NEEDED} are needed. Check the tool that writes this report.`,
  );
}
