/** Clover XML: OpenClover's own, and what Istanbul and PHPUnit make of it. */
import type { Result } from '../../result.ts';
import type { CoverageEvidence, CoveredFile } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Attributes, Read, Unreadable, XmlFormat, XmlReader } from '../format.ts';
import { coverageRead, type FileTable, fileTable, linedFile } from './files.ts';
import { type HitScratch, hit, hitScratch, type Share, takeHits } from './hits.ts';
import { countFrom, HITS_NEEDED, hitsFrom, LINE_NEEDED, lineFrom } from './numbers.ts';
import { addPart, type PartScratch, partScratch, takeParts } from './parts.ts';

/**
 * Counts `line` of type `stmt` and `cond`; `method` lines are none. Metrics are used only where a whole report has no lines (OpenClover
 * without `lineInfo`): then statements are counted, file by file.
 *
 * Errors: `malformed` for a line or hits that cannot be; `incomplete` where some files have lines and others only metrics.
 */
export const CLOVER: XmlFormat<CoverageEvidence> = {
  of: 'xml',
  name: 'clover',
  title: 'Clover XML',
  isRoot: (name, attributes) =>
    name === 'coverage' &&
    attributes['line-rate'] === undefined &&
    (attributes['generated'] !== undefined || attributes['clover'] !== undefined),
  read: readClover,
};

interface State {
  readonly hits: HitScratch;
  readonly arms: PartScratch;
  readonly files: FileTable;
  readonly counted: CoveredFile[];
  path: string | undefined;
  statements: Share | undefined;
  failure: Result<never, Unreadable> | undefined;
}

function readClover(): XmlReader<CoverageEvidence> {
  const state: State = {
    hits: hitScratch(),
    arms: partScratch(),
    files: fileTable(),
    counted: [],
    path: undefined,
    statements: undefined,
    failure: undefined,
  };
  return {
    open: (name, attributes, path) => {
      if (state.failure !== undefined) return;
      // What tests consist of is no part of the program.
      if (name === 'file' && !path.includes('testproject')) beginFile(state, attributes);
      else if (state.path === undefined) return;
      else if (name === 'line') hearLine(state, state.path, attributes);
      else if (name === 'metrics' && path[path.length - 1] === 'file') hearMetrics(state, state.path, attributes);
    },
    close: (name) => {
      if (name === 'file') endFile(state);
    },
    end: () => state.failure ?? finish(state),
  };
}

function beginFile(state: State, { path, name }: Attributes): void {
  state.path = (path ?? name ?? '').trim();
  if (state.path === '')
    state.failure = unreadable(
      'malformed',
      "A file has neither path nor name, so its lines are nobody's. Check the tool that writes this report.",
    );
}

function hearLine(state: State, path: string, attributes: Attributes): void {
  const { num = '', type = 'stmt', count, truecount, falsecount } = attributes;
  if (type === 'method') return;
  const line = lineFrom(num);
  const yes = hitsFrom(truecount ?? '0');
  const no = hitsFrom(falsecount ?? '0');
  const hits = count === undefined && type === 'cond' && yes !== undefined && no !== undefined ? yes + no : hitsFrom(count);
  if (line === undefined || hits === undefined || yes === undefined || no === undefined) {
    refuse(state, path, attributes);
    return;
  }
  hit(state.hits, line, hits);
  if (type !== 'cond') return;
  // OpenClover counts how often a condition was true and false; Istanbul, which has a count as well, how many branches were taken and not.
  const share = count === undefined ? { covered: Math.min(yes, 1) + Math.min(no, 1), total: 2 } : { covered: yes, total: yes + no };
  if (share.total > 0) addPart(state.arms, line, share.covered, share.total);
}

function hearMetrics(state: State, path: string, { statements, coveredstatements }: Attributes): void {
  if (statements === undefined) return;
  const total = countFrom(statements);
  const covered = countFrom(coveredstatements);
  if (total === undefined || covered === undefined || covered > total)
    state.failure = unreadable(
      'malformed',
      `The metrics of ${quoted(path)} say ${quoted(coveredstatements ?? '')} of ${quoted(statements)} statements, where two counts are needed. Check the tool that writes this report.`,
    );
  else state.statements = { covered, total };
}

function endFile(state: State): void {
  const { path, statements } = state;
  if (state.failure !== undefined || path === undefined) return;
  const file = linedFile(path, takeHits(state.hits), takeParts(state.arms));
  if (file.total === 0 && statements !== undefined && statements.total > 0) state.counted.push({ path, ...statements });
  else {
    const added = state.files.add(file);
    if (!added.ok) state.failure = added;
  }
  state.path = undefined;
  state.statements = undefined;
}

function finish({ files, counted }: State): Read<CoverageEvidence> {
  const [first] = counted;
  if (first === undefined) return coverageRead('clover', files);
  if (files.all().some(({ total }) => total > 0))
    return unreadable(
      'incomplete',
      `${quoted(first.path)} is said to have ${first.total} statements, but its lines are not in the report, as those of other files are. Write it with all lines.`,
    );
  const table = fileTable();
  for (const file of counted) {
    const added = table.add(file);
    if (!added.ok) return added;
  }
  return coverageRead('clover', table, 'statements');
}

function refuse(state: State, path: string, { num = '', count, truecount = '', falsecount = '' }: Attributes): void {
  const found = count === undefined ? `${quoted(truecount)} and ${quoted(falsecount)}` : quoted(count);
  state.failure = unreadable(
    'malformed',
    `A line of ${quoted(path)} has number ${quoted(num)} and hits ${found}, where ${LINE_NEEDED} and ${HITS_NEEDED} are needed. Check the tool that writes this report.`,
  );
}
