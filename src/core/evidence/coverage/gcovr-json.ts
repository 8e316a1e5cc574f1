/** gcovr's two JSON reports, `--json` and `--json-summary`. Format: gcovr.com, "JSON Output". */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile, fileTable, linedFile } from './files.ts';
import { type HitScratch, hit, hitScratch, takeHits } from './hits.ts';
import { addPart, keyOf, partScratch, takeParts } from './parts.ts';
import { forEachOf, hitsAt, lineAt, shareAt } from './places.ts';
import { withTotal } from './total.ts';

/**
 * Counts lines by their hits, or the summary's counts; `line_percent` is rounded to one digit. Lines that are no code, or excluded, are none.
 *
 * Errors: `malformed` for what is no line or count; `incomplete` when a summary's files are not what its totals say.
 */
export const GCOVR_JSON: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'gcovr-json',
  title: 'gcovr JSON',
  isOne: (document) => isSummary(document) || valueAt(document, 'gcovr/format_version') !== undefined,
  read: (document) => (isSummary(document) ? readSummary(document) : readFull(document)),
};

const isSummary = (document: unknown): boolean => valueAt(document, 'gcovr/summary_format_version') !== undefined;

function readSummary(document: unknown): Read<CoverageEvidence> {
  const files: DetailedFile[] = [];
  const total = summaryOf('', document, 'the totals');
  if (!total.ok) return total;
  const heard = forEachOf(listAt(document, 'files'), (value) => {
    const path = textAt(value, 'filename');
    if (path === undefined) return wrongValue('files.filename', valueAt(value, 'filename'), 'the name of a file');
    const file = summaryOf(path, value, path);
    if (file.ok) files.push(file.value);
    return file;
  });
  const table = heard.ok ? withTotal(files, total.value) : heard;
  return table.ok ? coverageRead('gcovr-json', table.value) : table;
}

function summaryOf(path: string, value: unknown, place: string): Result<DetailedFile, Unreadable> {
  const lines = shareAt(value, ['line_covered', 'line_total'], place);
  if (!lines.ok) return lines;
  if (valueAt(value, 'branch_total') === undefined) return ok({ path, ...lines.value });
  const branches = shareAt(value, ['branch_covered', 'branch_total'], place);
  return branches.ok ? ok({ path, ...lines.value, branches: branches.value }) : branches;
}

function readFull(document: unknown): Read<CoverageEvidence> {
  const table = fileTable();
  const files = valueAt(document, 'files');
  if (!isList(files)) return wrongValue('files', files, 'a list');
  const lines = hitScratch();
  const heard = forEachOf(files, (value) => {
    const path = textAt(value, 'file');
    if (path === undefined) return wrongValue('files.file', valueAt(value, 'file'), 'the name of a file');
    const file = fileOf(path, value, lines);
    return file.ok ? table.add(file.value) : file;
  });
  return heard.ok ? coverageRead('gcovr-json', table) : heard;
}

/** Templates may have several entries a line: a line and its branches are as covered as the best of them. */
function fileOf(path: string, file: unknown, lines: HitScratch): Result<DetailedFile, Unreadable> {
  const list = valueAt(file, 'lines');
  if (!isList(list)) return wrongValue(`${path}.lines`, list, 'a list');
  const taken = new Map<string, boolean>();
  const heard = forEachOf(list, (value) => {
    if (!isCode(value)) return ok(undefined);
    const line = lineAt(valueAt(value, 'line_number'), `${path}.lines.line_number`);
    const hits = hitsAt(valueAt(value, 'count'), `${path}.lines.count`);
    if (!line.ok) return line;
    if (!hits.ok) return hits;
    hit(lines, line.value, hits.value);
    return hearBranches(value, `${path}:${line.value}`, taken);
  });
  if (!heard.ok) return heard;
  const arms = partScratch();
  for (const [name, isTaken] of taken) addPart(arms, keyOf(name, path.length), isTaken ? 1 : 0, 1);
  return ok(linedFile(path, takeHits(lines), takeParts(arms)));
}

const isCode = (value: unknown): boolean => isObject(value) && value['gcovr/noncode'] !== true && value['gcovr/excluded'] !== true;

function hearBranches(line: unknown, place: string, taken: Map<string, boolean>): Result<undefined, Unreadable> {
  return forEachOf(listAt(line, 'branches').filter(isCode).entries(), ([nth, branch]) => {
    const name = `${place} ${nth}`;
    const hits = hitsAt(valueAt(branch, 'count'), `${place}.branches.count`);
    if (hits.ok) taken.set(name, taken.get(name) === true || hits.value > 0);
    return hits;
  });
}
