/** Istanbul's `json-summary` (nyc, c8, Jest, Vitest): counts by file. */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isNumber, isObject, objectAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile } from './files.ts';
import { entriesOf, shareAt } from './places.ts';
import { withTotal } from './total.ts';

/**
 * Counts `lines` of every file; `pct` is cut off, and "Unknown" for no lines.
 *
 * Errors: `malformed` for what is no count; `incomplete` when the files are not what the total says.
 */
export const ISTANBUL_SUMMARY: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'istanbul-summary',
  title: 'Istanbul summary JSON',
  isOne: (document) => {
    const total = objectAt(document, 'total');
    return ['lines', 'statements', 'branches'].every((metric) => isObject(valueAt(total, metric)));
  },
  read: readSummary,
};

function readSummary(document: unknown): Read<CoverageEvidence> {
  const files: DetailedFile[] = [];
  let total: DetailedFile | undefined;
  for (const [path, value] of isObject(document) ? entriesOf(document) : []) {
    const file = fileOf(path, value);
    if (!file.ok) return file;
    if (path === 'total') total = file.value;
    else files.push(file.value);
  }
  const table = withTotal(files, total);
  return table.ok ? coverageRead('istanbul-summary', table.value) : table;
}

const NAMES = ['covered', 'total'] as const;

function fileOf(path: string, value: unknown): Result<DetailedFile, Unreadable> {
  if (!isObject(value)) return wrongValue(path, value, 'an object');
  const lines = shareAt(valueAt(value, 'lines'), NAMES, `${path}.lines`);
  if (!lines.ok) return lines;
  const percent = valueAt(valueAt(value, 'lines'), 'pct');
  if (percent !== undefined && percent !== 'Unknown' && !isNumber(percent)) return wrongValue(`${path}.lines.pct`, percent, 'a number');
  if (valueAt(value, 'branches') === undefined) return ok({ path, ...lines.value });
  const branches = shareAt(valueAt(value, 'branches'), NAMES, `${path}.branches`);
  return branches.ok ? ok({ path, ...lines.value, branches: branches.value }) : branches;
}
