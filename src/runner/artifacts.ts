/** The evidence of a commit: artifacts of its own workflow runs, unpacked into the checkout where the config says. */
import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fromBufferPromise, type ZipFile } from 'yauzl';
import { z } from 'zod';
import type { EvidenceSource } from '../core/config.ts';
import { whyNoPath } from '../core/gates/placeholders.ts';
import { type CommitPlace, runsOf, type WorkflowRun } from './commit.ts';

/** Bytes. An archive is held in memory; what is in it goes straight to disk. */
const MOST_ZIPPED = 1_000_000_000;
const MOST_UNZIPPED = 4_000_000_000;
const MOST_ENTRIES = 20_000;
const KIND = 0o170000;
const PLAIN = 0o100000;

const listed = z.object({
  artifacts: z.array(z.object({ id: z.int(), name: z.string(), size_in_bytes: z.int(), expired: z.boolean() })),
});

/**
 * Fetches one. @returns why there is nothing, in a sentence; undefined when its files lie in the checkout. @throws when GitHub does not say, or
 * when the archive is not one to be unpacked.
 */
export async function fetchEvidence(
  place: CommitPlace,
  dir: string,
  { artifact, workflow, to }: EvidenceSource,
): Promise<string | undefined> {
  const runs = await runsOf(place, workflow);
  const wanted = workflow ?? 'workflows';
  if (!runs) return `GitHub did not list all runs of ${wanted} for this commit`;
  if (runs.length === 0)
    return `${workflow === undefined ? 'no workflow has run' : `${workflow} has not run`} for this commit, so there is no artifact ${artifact}`;
  // Of one workflow only its newest run counts; where any may have made it, the newest that did.
  const found = await firstWith(place, workflow === undefined ? runs : runs.slice(0, 1), artifact);
  if (!found) return `the runs of ${wanted} for this commit left no artifact ${artifact}`;
  if (found.expired) return `the artifact ${artifact} has expired; run ${wanted} again`;
  if (found.size_in_bytes > MOST_ZIPPED)
    return `the artifact ${artifact} has ${found.size_in_bytes} bytes, and at most ${MOST_ZIPPED} are fetched`;
  const { owner, repo } = place;
  const asked = { owner, repo, artifact_id: found.id, archive_format: 'zip' };
  const { data: zip } = await place.client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', asked);
  if (!(zip instanceof ArrayBuffer)) throw new Error(`GitHub sent no bytes for the artifact ${artifact}`);
  await unpack(Buffer.from(zip), dir, to);
  return undefined;
}

type Artifact = z.infer<typeof listed>['artifacts'][number];

async function firstWith({ client, owner, repo }: CommitPlace, runs: readonly WorkflowRun[], name: string): Promise<Artifact | undefined> {
  for (const { id } of runs) {
    const asked = { owner, repo, run_id: id, name, per_page: 100 };
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', asked);
    const [newest] = listed
      .parse(data)
      .artifacts.filter((one) => one.name === name)
      .toSorted((a, b) => b.id - a.id);
    if (newest) return newest;
  }
  return undefined;
}

/** yauzl refuses absolute paths, `..`, backslashes, encryption, and entries that are longer than they declare. @throws naming what is odd. */
export async function unpack(zip: Buffer, dir: string, to: string): Promise<void> {
  const archive = await fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true });
  if (archive.entryCount > MOST_ENTRIES)
    throw new Error(`the archive has ${archive.entryCount} files, and at most ${MOST_ENTRIES} are unpacked`);
  const root = await realpath(dir);
  let left = MOST_UNZIPPED;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const kind = (entry.externalFileAttributes >>> 16) & KIND;
    const path = `${to}${entry.fileName}`;
    const why = kind !== 0 && kind !== PLAIN ? 'it is a link or the like' : whyNoPath(path);
    if (why !== undefined) throw new Error(`the archive holds ${JSON.stringify(entry.fileName)}, which is not unpacked: ${why}`);
    left -= entry.uncompressedSize;
    if (left < 0) throw new Error(`the archive unpacks to more than ${MOST_UNZIPPED} bytes`);
    await write(archive, entry, join(root, path), root);
  }
}

type Entry = Parameters<ZipFile['openReadStreamPromise']>[0];

async function write(archive: ZipFile, entry: Entry, full: string, root: string): Promise<void> {
  await mkdir(dirname(full), { recursive: true });
  // A link that the commit itself holds must not lead what is unpacked out of the checkout.
  const folder = await realpath(dirname(full));
  if (folder !== root && !folder.startsWith(resolve(root) + sep))
    throw new Error(`${entry.fileName} would be unpacked outside the checkout`);
  // Whatever lies there goes first, a link included: nothing is written through it.
  await rm(full, { force: true });
  await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(full, { flags: 'wx' }));
}
