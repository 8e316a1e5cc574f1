/** Several coverage reports as one: the union of what they hit. */
import { ok } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { Read } from '../format.ts';
import { coverage, type DetailedFile, fileTable } from './files.ts';
import { sortParts } from './parts.ts';
import { plainPath } from './path.ts';

/**
 * A line is covered when any report hit it. Files are in the order of their names, so that the order of reports and how they are grouped make
 * no difference.
 *
 * Errors: `empty` for no report; `not_mergeable` for different units, and for counts without lines of one file in two reports.
 */
export function mergeCoverage(parts: readonly CoverageEvidence[]): Read<CoverageEvidence> {
  const [first] = parts;
  if (first === undefined) return unreadable('empty', 'There is no coverage report to read.');
  const odd = parts.find(({ unit }) => unit !== first.unit);
  if (odd !== undefined)
    return unreadable(
      'not_mergeable',
      `One report counts ${first.unit} (${first.format}), another ${odd.unit} (${odd.format}): they do not add up. Write a glob that matches one kind, and a gate for each.`,
    );
  const table = fileTable();
  for (const file of parts.flatMap(({ files }) => files)) {
    const added = table.add({ ...file, path: plainPath(file.path) });
    if (!added.ok) return added;
  }
  const files = table.all().map(inOrder);
  return ok(
    coverage(
      formatOf(parts),
      files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      first.unit,
    ),
  );
}

const AND = ' and ';

const formatOf = (parts: readonly CoverageEvidence[]): string =>
  [...new Set(parts.flatMap(({ format }) => format.split(AND)))].sort().join(AND);

const inOrder = (file: DetailedFile): DetailedFile => ({
  ...file,
  ...(file.arms && { arms: sortParts(file.arms) }),
  ...(file.blocks && { blocks: sortParts(file.blocks) }),
});
