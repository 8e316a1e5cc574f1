/** Istanbul's `coverage-final.json` (nyc, c8, Jest, Vitest): statements and branches with their places. */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { isList, isObject, type JsonObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile, fileTable, linedFile } from './files.ts';
import { type HitScratch, hit, hitScratch, takeHits } from './hits.ts';
import { addPart, keyOf, type PartScratch, partScratch, takeParts } from './parts.ts';
import { entriesOf, forEachOf, hitsAt, lineAt } from './places.ts';

/**
 * A line is where a statement starts, hit as often as the statement that was hit most (istanbul-lib-coverage, `getLineCoverage`).
 *
 * Errors: `malformed` for statements without line or hits, and for what is no file among files.
 */
export const ISTANBUL_FINAL: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'istanbul-final',
  title: 'Istanbul coverage JSON',
  isOne: (document) => isObject(document) && Object.values(document).some((file) => isObject(valueAt(file, 'statementMap'))),
  read: readFinal,
};

interface Scratch {
  readonly lines: HitScratch;
  readonly arms: PartScratch;
}

function readFinal(document: unknown): Read<CoverageEvidence> {
  const table = fileTable();
  const scratch = { lines: hitScratch(), arms: partScratch() };
  const heard = forEachOf(isObject(document) ? entriesOf(document) : [], ([path, value]) => {
    const file = readFile(path, value, scratch);
    return file.ok ? table.add(file.value) : file;
  });
  return heard.ok ? coverageRead('istanbul-final', table) : heard;
}

function readFile(key: string, file: unknown, scratch: Scratch): Result<DetailedFile, Unreadable> {
  const statements = valueAt(file, 'statementMap');
  const counts = valueAt(file, 's');
  if (!isObject(statements)) return wrongValue(`${key}.statementMap`, statements, 'an object');
  if (!isObject(counts)) return wrongValue(`${key}.s`, counts, 'an object');
  const heard = forEachOf(entriesOf(statements), ([id, place]) => {
    const line = lineAt(valueAt(objectAt(place, 'start'), 'line'), `${key}.statementMap.${id}.start.line`);
    const hits = hitsAt(valueAt(counts, id), `${key}.s.${id}`);
    if (!line.ok) return line;
    if (hits.ok) hit(scratch.lines, line.value, hits.value);
    return hits;
  });
  if (!heard.ok) return heard;
  const branches = hearBranches(key, file, scratch.arms);
  if (!branches.ok) return branches;
  return ok(linedFile(textAt(file, 'path') ?? key, takeHits(scratch.lines), takeParts(scratch.arms)));
}

function hearBranches(key: string, file: unknown, arms: PartScratch): Result<undefined, Unreadable> {
  const map = objectAt(file, 'branchMap');
  return forEachOf(entriesOf(objectAt(file, 'b')), ([id, counts]) => {
    if (!isList(counts)) return wrongValue(`${key}.b.${id}`, counts, 'a list');
    const name = nameOf(id, objectAt(map, id));
    return forEachOf(counts.entries(), ([nth, count]) => {
      const hits = hitsAt(count, `${key}.b.${id}`);
      if (hits.ok) addPart(arms, keyOf(`${name} ${nth}`), hits.value > 0 ? 1 : 0, 1);
      return hits;
    });
  });
}

/** By place: two runs need not number their branches alike. */
function nameOf(id: string, branch: JsonObject): string {
  const start = objectAt(objectAt(branch, 'loc'), 'start');
  const end = objectAt(objectAt(branch, 'loc'), 'end');
  const places = [start, end].flatMap((place) => [valueAt(place, 'line'), valueAt(place, 'column')]);
  return places[0] === undefined ? id : `${textAt(branch, 'type') ?? ''} ${places.join()}`;
}
