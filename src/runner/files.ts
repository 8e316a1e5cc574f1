/** Files of the checked-out commit: found by globs, read as they come, never outside the checkout and never through a link. */
import { createHash } from 'node:crypto';
import { type Dirent, statSync } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import type { EvidenceKind } from '../core/evidence/evidence.ts';
import { detectSecretsAgainst } from '../core/evidence/findings/index.ts';
import type { Format } from '../core/evidence/format.ts';
import { type ReadPart, readAll, readReport } from '../core/evidence/read.ts';
import type { Answers, Source, Unknown } from '../core/gates/gate.ts';
import { whyNoPath } from '../core/gates/placeholders.ts';
import { err, ok, type Result } from '../core/result.ts';

/** Bytes of a text or JSON file that a gate looks into. */
const MOST_TEXT = 16 * 1024 * 1024;
const MOST_FILES = 10_000;

type Found<T> = Promise<Result<T, Unknown>>;
const unknown = (message: string): Result<never, Unknown> => err({ message });

/** The files that a glob matches, sorted, relative to `dir` with `/`. `.git` and links are left out. */
export async function filesAt(dir: string, glob: string): Promise<readonly string[]> {
  const why = whyNoPath(glob);
  if (why !== undefined) throw new Error(`the path ${JSON.stringify(glob)} cannot be used: ${why}`);
  const { base, isGlob } = picomatch.scan(glob);
  if (!isGlob) return (await isPlainFile(dir, glob)) ? [glob] : [];
  const matches = picomatch(glob, { dot: true });
  const found: string[] = [];
  for await (const path of walk(dir, base))
    if (matches(path) && found.push(path) > MOST_FILES) throw new Error(`more than ${MOST_FILES} files match ${glob}`);
  return found.toSorted();
}

async function* walk(dir: string, under: string): AsyncGenerator<string> {
  const at = under === '' ? dir : join(dir, under);
  if (!(await isInside(dir, at))) return;
  for (const entry of await entriesOf(at)) {
    const path = under === '' ? entry.name : `${under}/${entry.name}`;
    if (entry.isDirectory() && entry.name !== '.git') yield* walk(dir, path);
    else if (entry.isFile()) yield path;
  }
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Whether the real place of a path, links in it followed, is below the folder. */
async function isInside(dir: string, path: string): Promise<boolean> {
  try {
    const [root, real] = await Promise.all([realpath(dir), realpath(path)]);
    return real === root || real.startsWith(root + sep);
  } catch {
    return false;
  }
}

async function isPlainFile(dir: string, path: string): Promise<boolean> {
  const full = join(dir, path);
  try {
    return (await lstat(full)).isFile() && (await isInside(dir, full));
  } catch {
    return false;
  }
}

/** Bytes at a time. */
const PIECE = 1 << 20;

/** Always a new piece: whoever takes it may keep it. Empty at the end. */
async function next(file: FileHandle, size: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(new Uint8Array(Math.min(PIECE, size + 1)));
  return buffer.subarray(0, bytesRead);
}

interface Streamed {
  readonly sha256: string;
  readonly at: string;
}

/** Hands a file on piece by piece; its digest and when it was written. */
async function stream(full: string, take: (chunk: Uint8Array) => void): Promise<Streamed> {
  const digest = createHash('sha256');
  const file = await open(full);
  try {
    const { mtime, size } = await file.stat();
    for (let chunk = await next(file, size); chunk.length > 0; chunk = await next(file, size)) {
      digest.update(chunk);
      take(chunk);
    }
    return { sha256: digest.digest('hex'), at: `${mtime.toISOString().slice(0, 19)}Z` };
  } finally {
    await file.close();
  }
}

/** A file with the name that people know it by. */
export interface Named {
  readonly path: string;
  readonly full: string;
}

/** What a person names on a command line: a file wherever it lies, or a pattern; nothing when there is no such file. */
export async function filesNamed(cwd: string, pattern: string): Promise<readonly Named[]> {
  const full = resolve(cwd, pattern);
  if (statSync(full, { throwIfNoEntry: false })?.isFile()) return [{ path: pattern, full }];
  const { base, glob, isGlob } = picomatch.scan(pattern);
  if (!isGlob) return [];
  const dir = resolve(cwd, base);
  const found = await filesAt(dir, glob);
  return found.map((path) => ({ path: join(base, path), full: join(dir, path) }));
}

/** Files that are one report. @throws when one of them cannot be opened. */
export async function readFiles(
  files: readonly Named[],
  format: string | undefined,
  formats?: readonly Format[],
): Promise<Answers['report']> {
  const parts: ReadPart[] = [];
  const sources: Source[] = [];
  for (const { path, full } of files) {
    const reading = readReport({ path, format }, formats);
    const streamed = await stream(full, reading.write);
    const read = reading.end();
    parts.push({ path, read });
    sources.push({ path, ...streamed, ...(read.ok ? { format: read.value.format } : {}) });
  }
  return { read: readAll(parts), sources };
}

/** The text of a file on the branch that a change is for; undefined when there is none. */
export type Base = (path: string) => Promise<string | undefined>;

export interface Reports {
  readonly glob: string;
  readonly of: EvidenceKind;
  readonly format?: string | undefined;
}

/** A baseline of secrets is a file of the repository: what a change calls audited counts only where the branch it is for calls it so, too. */
export async function reportAgainst(dir: string, need: Reports, base: Base | undefined): Found<Answers['report']> {
  const found = await report(dir, need);
  if (!base || !found.ok || !found.value.read.ok || found.value.read.value.format !== DETECT_SECRETS) return found;
  const [source] = found.value.sources;
  return report(dir, need, [detectSecretsAgainst(parsed(await base(source?.path ?? '')))]);
}

const DETECT_SECRETS = 'detect-secrets';

/** What cannot be read audits nothing away. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reports that a glob matches, read as one. */
export async function report(dir: string, { glob, of, format }: Reports, formats?: readonly Format[]): Found<Answers['report']> {
  const paths = await filesAt(dir, glob);
  if (paths.length === 0)
    return unknown(`there is no file ${glob}: does the workflow that writes it run, and is its artifact named under "evidence"?`);
  const answer = await readFiles(
    paths.map((path) => ({ path, full: join(dir, path) })),
    format,
    formats,
  );
  const { read } = answer;
  if (read.ok && read.value.kind !== of)
    return unknown(`${glob} holds ${read.value.kind} (${read.value.format}), and this gate judges ${of}`);
  return ok(answer);
}

export async function file(dir: string, { path }: { readonly path: string }): Found<Answers['file']> {
  if (!(await isPlainFile(dir, path))) return unknown(`there is no file ${path} in this commit`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const streamed = await stream(join(dir, path), (chunk) => {
    size += chunk.length;
    if (size <= MOST_TEXT) chunks.push(chunk);
  });
  if (size > MOST_TEXT) return unknown(`${path} has ${size} bytes, and at most ${MOST_TEXT} are looked into`);
  return ok({ text: Buffer.concat(chunks).toString('utf8'), source: { path, ...streamed } });
}

export async function json(dir: string, need: { readonly path: string }): Found<Answers['json']> {
  const read = await file(dir, need);
  if (!read.ok) return read;
  try {
    return ok({ value: JSON.parse(read.value.text.replace(/^\uFEFF/, '')), source: read.value.source });
  } catch (error) {
    return unknown(`${need.path} is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : ''}`);
  }
}
