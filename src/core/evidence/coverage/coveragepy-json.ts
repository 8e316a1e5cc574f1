/** `coverage json` of coverage.py. Format: coverage.readthedocs.io, "JSON reporting". */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isNumber, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile } from './files.ts';
import { hit, hitScratch, type Share, takeHits } from './hits.ts';
import { addPart, keyOf, type Parts, partScratch, takeParts } from './parts.ts';
import { entriesOf, forEachOf, lineAt, listOf, shareAt } from './places.ts';
import { withTotal } from './total.ts';

/**
 * Counts `files[].summary`: `percent_covered` mixes lines and branches, and version 6 lists docstrings among the lines.
 *
 * Errors: `malformed` for counts and lines that cannot be; `incomplete` when the files are not what the totals say.
 */
export const COVERAGEPY_JSON: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'coveragepy-json',
  title: 'coverage.py JSON',
  isOne: (document) =>
    isObject(valueAt(document, 'files')) &&
    isObject(valueAt(document, 'totals')) &&
    valueAt(objectAt(document, 'totals'), 'num_statements') !== undefined &&
    textAt(objectAt(document, 'meta'), 'version') !== undefined,
  read: readCoveragepy,
};

const COUNTS = ['covered_lines', 'num_statements'] as const;

function readCoveragepy(document: unknown): Read<CoverageEvidence> {
  const totals = objectAt(document, 'totals');
  const total = shareAt(totals, COUNTS, 'totals');
  if (!total.ok) return total;
  const percent = valueAt(totals, 'percent_covered');
  if (percent !== undefined && !isNumber(percent)) return wrongValue('totals.percent_covered', percent, 'a number');
  const files: DetailedFile[] = [];
  const heard = forEachOf(entriesOf(objectAt(document, 'files')), ([path, file]) => {
    const read = readFile(path, file);
    if (read.ok) files.push(read.value);
    return read;
  });
  const table = heard.ok ? withTotal(files, { path: '', ...total.value }) : heard;
  return table.ok ? coverageRead('coveragepy-json', table.value) : table;
}

function readFile(path: string, file: unknown): Result<DetailedFile, Unreadable> {
  const place = `files.${path}.summary`;
  const summary = valueAt(file, 'summary');
  if (!isObject(summary)) return wrongValue(place, summary, 'an object');
  const lines = shareAt(summary, COUNTS, place);
  if (!lines.ok) return lines;
  const hits = hitsOf(file, lines.value, `files.${path}`);
  if (!hits.ok) return hits;
  const branches = branchesOf(file, summary, place);
  if (!branches.ok) return branches;
  return ok({ path, ...lines.value, ...(hits.value && { hits: hits.value }), ...branches.value });
}

/** Undefined where the lists are not there, or do not go with the counts. Docstrings (version 6) may be hit beyond what is counted. */
function hitsOf(file: unknown, { covered, total }: Share, place: string): Result<Int32Array | undefined, Unreadable> {
  const scratch = hitScratch();
  for (const [key, hits] of [
    ['executed_lines', 1],
    ['missing_lines', 0],
  ] as const) {
    const list = listOf(valueAt(file, key) ?? [], `${place}.${key}`);
    if (!list.ok) return list;
    const heard = forEachOf(list.value, (value) => {
      const line = lineAt(value, `${place}.${key}`);
      if (line.ok) hit(scratch, line.value, hits);
      return line;
    });
    if (!heard.ok) return heard;
  }
  const hits = takeHits(scratch);
  const missing = hits.filter((count) => count === 0).length;
  const executed = hits.filter((count) => count > 0).length;
  return ok(missing === total - covered && executed >= covered ? hits : undefined);
}

type Branches = Pick<DetailedFile, 'branches' | 'arms'>;

function branchesOf(file: unknown, summary: unknown, place: string): Result<Branches, Unreadable> {
  if (valueAt(summary, 'num_branches') === undefined) return ok({});
  const counted = shareAt(summary, ['covered_branches', 'num_branches'], place);
  if (!counted.ok) return counted;
  const branches = counted.value;
  const arms = armsOf(file);
  const isWhole =
    arms !== undefined && arms.keys.length === branches.total && listAt(file, 'executed_branches').length === branches.covered;
  return ok(isWhole ? { branches, arms } : { branches });
}

/** Arms are written as [from line, to line]; in the order of their names, whoever took them. */
function armsOf(file: unknown): Parts | undefined {
  const scratch = partScratch();
  for (const [key, covered] of [
    ['executed_branches', 1],
    ['missing_branches', 0],
  ] as const)
    for (const arm of listAt(file, key)) if (isList(arm)) addPart(scratch, keyOf(arm.join()), covered, 1);
  return takeParts(scratch);
}
