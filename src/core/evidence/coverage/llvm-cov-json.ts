/** `llvm-cov export` (clang, Swift, cargo-llvm-cov). Format: llvm/tools/llvm-cov/CoverageExporterJson.cpp, its head comment. */
import { ok, type Result } from '../../result.ts';
import type { CoverageEvidence } from '../evidence.ts';
import type { JsonFormat, Read, Unreadable } from '../format.ts';
import { listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { coverageRead, type DetailedFile } from './files.ts';
import { forEachOf, listOf, shareAt } from './places.ts';
import { withTotal } from './total.ts';

/**
 * Counts `summary.lines` of every file.
 *
 * Errors: `malformed` for what is no count; `incomplete` when the files are not what the totals say.
 */
export const LLVM_COV_JSON: JsonFormat<CoverageEvidence> = {
  of: 'json',
  name: 'llvm-cov-json',
  title: 'llvm-cov JSON',
  isOne: (document) => textAt(document, 'type') === 'llvm.coverage.json.export',
  read: readLlvm,
};

const NAMES = ['covered', 'count'] as const;

function readLlvm(document: unknown): Read<CoverageEvidence> {
  const files: DetailedFile[] = [];
  const totals: DetailedFile[] = [];
  const exports = listOf(valueAt(document, 'data'), 'data');
  if (!exports.ok) return exports;
  const heard = forEachOf(exports.value, (one) => {
    const total = fileOf('', objectAt(one, 'totals'), 'data.totals');
    if (total.ok) totals.push(total.value);
    // `-skipfunctions` and the like leave lists out, never the files.
    return total.ok ? forEachOf(listAt(one, 'files'), (file) => hearFile(file, files)) : total;
  });
  if (!heard.ok) return heard;
  const covered = totals.reduce((sum, total) => sum + total.covered, 0);
  const total = totals.reduce((sum, one) => sum + one.total, 0);
  const table = withTotal(files, { path: '', covered, total });
  return table.ok ? coverageRead('llvm-cov-json', table.value) : table;
}

function hearFile(file: unknown, files: DetailedFile[]): Result<undefined, Unreadable> {
  const path = textAt(file, 'filename');
  if (path === undefined) return wrongValue('data.files.filename', valueAt(file, 'filename'), 'the name of a file');
  const read = fileOf(path, objectAt(file, 'summary'), `${path}.summary`);
  if (!read.ok) return read;
  files.push(read.value);
  return ok(undefined);
}

function fileOf(path: string, summary: unknown, place: string): Result<DetailedFile, Unreadable> {
  const lines = shareAt(valueAt(summary, 'lines'), NAMES, `${place}.lines`);
  if (!lines.ok) return lines;
  if (valueAt(summary, 'branches') === undefined) return ok({ path, ...lines.value });
  const branches = shareAt(valueAt(summary, 'branches'), NAMES, `${place}.branches`);
  return branches.ok ? ok({ path, ...lines.value, branches: branches.value }) : branches;
}
