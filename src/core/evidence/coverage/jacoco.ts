/** JaCoCo XML (also Kover, Pester). DTD: www.jacoco.org/jacoco/trunk/coverage/report.dtd; it is never fetched. */
import type { Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Attributes, Read, Unreadable, XmlFormat, XmlReader } from '../format.ts';
import { coverageRead, type DetailedFile, type FileTable, fileTable } from './files.ts';
import { type HitScratch, hit, hitScratch, type Share, shareOf, takeHits } from './hits.ts';
import { countFrom, lineFrom } from './numbers.ts';
import { addPart, type PartScratch, partScratch, sumOf, takeParts } from './parts.ts';

/**
 * Counts the LINE counters of source files (a line that is covered in part is covered), of classes where no source file is known, and, for
 * what none of them shows, of the report. The name is package/file, without a source root; the group is put before it where two have one name.
 *
 * Errors: `malformed` for counters that cannot be, or that add up to more than the report's; `incomplete` for a report without LINE counters
 * that has others: compiled without line numbers.
 */
export const JACOCO: XmlFormat<CoverageEvidence> = {
  of: 'xml',
  name: 'jacoco',
  title: 'JaCoCo XML',
  isRoot: (name, attributes) => name === 'report' && attributes['name'] !== undefined,
  read: readJacoco,
};

interface Found {
  readonly group: string;
  readonly file: DetailedFile;
}

interface State {
  readonly hits: HitScratch;
  readonly arms: PartScratch;
  readonly groups: string[];
  readonly found: Found[];
  package: string;
  path: string | undefined;
  lines: Share | undefined;
  branches: Share | undefined;
  /** The report's own. */
  whole: Share | undefined;
  hasCounters: boolean;
  failure: Result<never, Unreadable> | undefined;
}

function readJacoco(): XmlReader<CoverageEvidence> {
  const state: State = {
    hits: hitScratch(),
    arms: partScratch(),
    groups: [],
    found: [],
    package: '',
    path: undefined,
    lines: undefined,
    branches: undefined,
    whole: undefined,
    hasCounters: false,
    failure: undefined,
  };
  return {
    open: (name, attributes, path) => {
      if (state.failure === undefined) OPEN[name]?.(state, attributes, path);
    },
    close: (name) => {
      if (state.failure !== undefined) return;
      if (name === 'group') state.groups.pop();
      else if (name === 'sourcefile' || name === 'class') endFile(state);
    },
    end: () => state.failure ?? finish(state),
  };
}

type Open = (state: State, attributes: Attributes, path: readonly string[]) => void;

const OPEN: Readonly<Partial<Record<string, Open>>> = {
  group: (state, { name = '' }) => {
    state.groups.push(name);
  },
  package: (state, { name = '' }) => {
    state.package = name;
  },
  sourcefile: (state, { name = '' }) => {
    state.path = state.package === '' ? name : `${state.package}/${name}`;
  },
  // Counted by its source file when it has one.
  class: (state, { name = '', sourcefilename }) => {
    state.path = sourcefilename === undefined ? name : undefined;
  },
  line: hearLine,
  counter: hearCounter,
};

function hearLine(state: State, attributes: Attributes): void {
  if (state.path === undefined) return;
  const line = lineFrom(attributes['nr']);
  const [missed, covered, missedBranches, coveredBranches] = ['mi', 'ci', 'mb', 'cb'].map((name) => countFrom(attributes[name] ?? '0'));
  if (
    line === undefined ||
    missed === undefined ||
    covered === undefined ||
    missedBranches === undefined ||
    coveredBranches === undefined
  ) {
    state.failure = refused(state.path, `line ${quoted(attributes['nr'] ?? '')}`);
    return;
  }
  hit(state.hits, line, covered);
  const total = missedBranches + coveredBranches;
  if (total > 0) addPart(state.arms, line, coveredBranches, total);
}

function hearCounter(state: State, { type = '', missed, covered }: Attributes, path: readonly string[]): void {
  const around = path[path.length - 1] ?? '';
  const uncovered = countFrom(missed);
  const reached = countFrom(covered);
  if (uncovered === undefined || reached === undefined) {
    state.failure = refused(
      state.path ?? around,
      `a ${type} counter of ${quoted(missed ?? '')} missed and ${quoted(covered ?? '')} covered`,
    );
    return;
  }
  state.hasCounters ||= uncovered + reached > 0;
  const share = { covered: reached, total: reached + uncovered };
  if (type === 'LINE' && around === 'report') state.whole = share;
  if (state.path === undefined || (around !== 'sourcefile' && around !== 'class')) return;
  if (type === 'LINE') state.lines = share;
  else if (type === 'BRANCH') state.branches = share;
}

const refused = (where: string, what: string): Result<never, Unreadable> =>
  unreadable('malformed', `In ${quoted(where)} stands ${what}, which cannot be. Check the tool that writes this report.`);

function endFile(state: State): void {
  const hits = takeHits(state.hits);
  const arms = takeParts(state.arms);
  if (state.path === undefined) return;
  state.found.push({ group: state.groups.join('/'), file: fileOf(state, state.path, { hits, arms }) });
  state.path = undefined;
  state.lines = undefined;
  state.branches = undefined;
}

/** The counters count; the lines are shown, and united, where they say the same. */
function fileOf(
  state: State,
  path: string,
  { hits, arms }: { readonly hits: Int32Array; readonly arms: ReturnType<typeof takeParts> },
): DetailedFile {
  const seen = shareOf(hits);
  const lines = state.lines ?? seen;
  const branches = state.branches ?? (arms && sumOf(arms));
  return {
    path,
    ...lines,
    ...(isSame(seen, lines) && { hits }),
    ...(branches && { branches }),
    ...(branches && arms && isSame(sumOf(arms), branches) && { arms }),
  };
}

const isSame = (one: Share, other: Share): boolean => one.covered === other.covered && one.total === other.total;

function finish({ found, whole, hasCounters }: State): Read<CoverageEvidence> {
  const table = tableOf(found);
  if (!table.ok) return table;
  const all = table.value.all();
  const covered = all.reduce((sum, file) => sum + file.covered, 0);
  const total = all.reduce((sum, file) => sum + file.total, 0);
  if (whole === undefined && total === 0 && hasCounters)
    return unreadable(
      'incomplete',
      'The report has counters but none of lines: compile with line numbers (javac -g:lines), so that lines can be counted.',
    );
  if (whole === undefined || isSame(whole, { covered, total })) return coverageRead('jacoco', table.value);
  const rest = { covered: whole.covered - covered, total: whole.total - total };
  if (rest.covered < 0 || rest.total < rest.covered)
    return unreadable(
      'malformed',
      `The files add up to ${covered} of ${total} lines, but the report says ${whole.covered} of ${whole.total}. Check what changed the report after the tool wrote it.`,
    );
  const added = table.value.add({ path: '', ...rest });
  return added.ok ? coverageRead('jacoco', table.value) : added;
}

/** Two modules may have a file of the same package and name. */
function tableOf(found: readonly Found[]): Result<FileTable, Unreadable> {
  const groups = new Map<string, Set<string>>();
  for (const { group, file } of found) groups.set(file.path, (groups.get(file.path) ?? new Set()).add(group));
  const table = fileTable();
  for (const { group, file } of found) {
    const isShared = (groups.get(file.path)?.size ?? 0) > 1;
    const added = table.add(isShared ? { ...file, path: `${group}/${file.path}` } : file);
    if (!added.ok) return added;
  }
  return { ok: true, value: table };
}
