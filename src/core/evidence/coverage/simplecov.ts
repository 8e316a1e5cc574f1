/** SimpleCov: its `.resultset.json` and the JSON formatter's report. Format: github.com/simplecov-ruby/simplecov, lib/simplecov/result.rb. */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isObject, type JsonObject, listAt, objectAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile, type FileTable, fileTable, linedFile } from './files.ts';
import { hit, hitScratch, takeHits } from './hits.ts';
import { HIGHEST_LINE } from './numbers.ts';
import { addPart, keyOf, type PartScratch, partScratch, takeParts } from './parts.ts';
import { entriesOf, forEachOf, hitsAt } from './places.ts';

/**
 * Counts `lines`, where null and "ignored" are none of the program's. Commands (RSpec, Minitest) are united; one that is over ten minutes
 * older than the newest is of an earlier run and left out, as SimpleCov itself does (`merge_timeout`).
 *
 * Errors: `incomplete` for `.last_run.json`, which has a rounded percentage and no counts; `malformed` for hits that cannot be.
 */
export const SIMPLECOV: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'simplecov',
  title: 'SimpleCov',
  isOne: (document) => isLastRun(document) || isFormatted(document) || isResultSet(document),
  read: readSimplecov,
};

const isLastRun = (document: unknown): boolean => {
  const result = objectAt(document, 'result');
  return (
    isObject(document) &&
    Object.keys(document).length === 1 &&
    ['line', 'covered_percent'].some((key) => valueAt(result, key) !== undefined)
  );
};
const isFormatted = (document: unknown): boolean =>
  valueAt(objectAt(document, 'meta'), 'simplecov_version') !== undefined && isObject(valueAt(document, 'coverage'));
const isResultSet = (document: unknown): boolean => {
  const commands = isObject(document) ? Object.values(document) : [];
  return (
    commands.length > 0 &&
    commands.every((command) => isObject(valueAt(command, 'coverage')) && valueAt(command, 'timestamp') !== undefined)
  );
};

const MERGE_TIMEOUT_SECONDS = 600;

function readSimplecov(document: unknown): Read<CoverageEvidence> {
  if (isLastRun(document))
    return unreadable(
      'incomplete',
      'This is .last_run.json, which has a rounded percentage and no counts. Upload coverage/.resultset.json (a hidden file), or the report of simplecov_json_formatter.',
    );
  const table = fileTable();
  const runs = isFormatted(document) ? [document] : currentRuns(isObject(document) ? document : {});
  const heard = forEachOf(runs, (run) => hearRun(objectAt(run, 'coverage'), table));
  return heard.ok ? coverageRead('simplecov', table) : heard;
}

function currentRuns(commands: JsonObject): readonly unknown[] {
  const times = Object.values(commands).map((command) => Number(valueAt(command, 'timestamp')));
  const newest = Math.max(...times);
  return Object.values(commands).filter((_, n) => !((times[n] ?? 0) < newest - MERGE_TIMEOUT_SECONDS));
}

const hearRun = (files: JsonObject, table: FileTable): Result<undefined, Unreadable> =>
  forEachOf(entriesOf(files), ([path, value]) => {
    const file = fileOf(path, value);
    return file.ok ? table.add(file.value) : file;
  });

/** Before SimpleCov 0.18 a file was its list of lines. */
function fileOf(path: string, value: unknown): Result<DetailedFile, Unreadable> {
  const lines = isList(value) ? value : valueAt(value, 'lines');
  if (!isList(lines) || lines.length > HIGHEST_LINE) return wrongValue(`${path}.lines`, lines, `a list of up to ${HIGHEST_LINE} lines`);
  const scratch = hitScratch();
  const heard = forEachOf(lines.entries(), ([nth, count]) => {
    if (count === null || count === 'ignored') return ok(undefined);
    const hits = hitsAt(count, `${path}:${nth + 1}`);
    if (hits.ok) hit(scratch, nth + 1, hits.value);
    return hits;
  });
  if (!heard.ok) return heard;
  const arms = partScratch();
  const branches = isList(valueAt(value, 'branches')) ? hearFormatted(path, value, arms) : hearBranches(path, value, arms);
  return branches.ok ? ok(linedFile(path, takeHits(scratch), takeParts(arms))) : branches;
}

/** `"[:if, 0, 5, 4, 8, 12]": { "[:then, 1, 6, 6, 6, 12]": 0 }` */
const hearBranches = (path: string, file: unknown, arms: PartScratch): Result<undefined, Unreadable> =>
  forEachOf(entriesOf(objectAt(file, 'branches')), ([condition, taken]) =>
    forEachOf(entriesOf(isObject(taken) ? taken : {}), ([arm, count]) =>
      hearArm(arms, `${condition} ${arm}`, hitsAt(count, `${path}.branches`)),
    ),
  );

/** `{ "type": "then", "start_line": 6, "end_line": 6, "coverage": 0 }` */
const hearFormatted = (path: string, file: unknown, arms: PartScratch): Result<undefined, Unreadable> =>
  forEachOf(listAt(file, 'branches'), (branch) => {
    const count = valueAt(branch, 'coverage');
    const name = ['type', 'start_line', 'end_line'].map((key) => String(valueAt(branch, key))).join(' ');
    return count === 'ignored' ? ok(undefined) : hearArm(arms, name, hitsAt(count, `${path}.branches`));
  });

function hearArm(arms: PartScratch, name: string, hits: Result<number, Unreadable>): Result<undefined, Unreadable> {
  if (!hits.ok) return hits;
  addPart(arms, keyOf(name), hits.value > 0 ? 1 : 0, 1);
  return ok(undefined);
}
