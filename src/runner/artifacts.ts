/** The evidence of a commit: artifacts of its own workflow runs, unpacked into the checkout where the config says. */
import { createWriteStream } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import type { EvidenceSource } from '../core/config.ts';
import type { Unknown } from '../core/gates/gate.ts';
import { whyNoPath } from '../core/gates/placeholders.ts';
import { err, ok, type Result } from '../core/result.ts';
import { isPlainFile, openArchive } from '../github/archive.ts';
import { type CommitPlace, runsOf, type WorkflowRun } from './commit.ts';
import { makeRoom } from './room.ts';

/** Bytes. An archive is held in memory; what is in it goes straight to disk. */
const MOST_ZIPPED = 1_000_000_000;
const MOST_UNZIPPED = 4_000_000_000;
const MOST_ENTRIES = 20_000;

const listed = z.object({
  artifacts: z.array(z.object({ id: z.int(), name: z.string(), size_in_bytes: z.int(), expired: z.boolean(), created_at: z.string() })),
});

/**
 * Fetches one: ok when its files lie in the checkout, else why not in a sentence, pending while the run that makes it has not ended. @throws when
 * GitHub does not say, or when the archive is not one to be unpacked.
 */
export async function fetchEvidence(place: CommitPlace, dir: string, source: EvidenceSource): Promise<Result<undefined, Unknown>> {
  const { artifact, workflow, to } = source;
  const runs = await runsOf(place, workflow);
  const wanted = workflow ?? 'workflows';
  const none = (message: string): Result<never, Unknown> => err({ message });
  if (!runs) return none(`GitHub did not list all runs of ${wanted} for this commit`);
  if (runs.length === 0)
    return none(
      `${workflow === undefined ? 'no workflow has run' : `${workflow} has not run`} for this commit, so there is no artifact ${artifact}`,
    );
  const open = runs.find(({ id, status }) => status !== 'completed' && id !== place.run);
  // Of one workflow only its newest run counts; where any may have made it, the newest that did.
  if (workflow !== undefined && open !== undefined && open === runs[0]) return err(unended(workflow, open));
  const found = await firstWith(place, workflow === undefined ? runs : runs.slice(0, 1), artifact);
  if (!found && workflow === undefined && open !== undefined) return err(unended('a workflow', open));
  if (!found) return none(`the runs of ${wanted} for this commit left no artifact ${artifact}`);
  if (found.expired) return none(`the artifact ${artifact} has expired; run ${wanted} again`);
  if (found.size_in_bytes > MOST_ZIPPED)
    return none(`the artifact ${artifact} has ${found.size_in_bytes} bytes, and at most ${MOST_ZIPPED} are fetched`);
  await unpack(await bytesOf(place, found), { dir, to, written: new Date(found.created_at) });
  return ok(undefined);
}

const unended = (what: string, { html_url }: WorkflowRun): Unknown => ({
  message: `${what} has not ended yet for this commit: ${html_url}`,
  pending: true,
});

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

async function bytesOf({ client, owner, repo }: CommitPlace, { id, name }: Artifact): Promise<Buffer> {
  const asked = { owner, repo, artifact_id: id, archive_format: 'zip' };
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', asked);
  if (!(data instanceof ArrayBuffer)) throw new Error(`GitHub sent no bytes for the artifact ${name}`);
  return Buffer.from(data);
}

export interface Unpacking {
  readonly dir: string;
  /** Folder, ending in `/`; empty for the top. */
  readonly to: string;
  /** When the artifact was made. */
  readonly written: Date;
}

/** @throws naming what is odd about the archive. */
export async function unpack(zip: Buffer, { dir, to, written }: Unpacking): Promise<void> {
  const archive = await openArchive(zip, MOST_ENTRIES);
  let left = MOST_UNZIPPED;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    const path = `${to}${entry.fileName}`;
    const why = !isPlainFile(entry) ? 'it is a link or the like' : (whyNoPath(path) ?? whyNotGit(path));
    if (why !== undefined) throw new Error(`the archive holds ${JSON.stringify(entry.fileName)}, which is not unpacked: ${why}`);
    left -= entry.uncompressedSize;
    if (left < 0) throw new Error(`the archive unpacks to more than ${MOST_UNZIPPED} bytes`);
    const full = await makeRoom(dir, path);
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(full, { flags: 'wx' }));
    // The age of evidence is that of the artifact, not of its unpacking.
    await utimes(full, written, written);
  }
}

/** What lies there tells git which programs to run. */
const whyNotGit = (path: string): string | undefined =>
  path.split('/').some((name) => name.toLowerCase() === '.git') ? 'it belongs to git' : undefined;
