/** Artifacts of workflow runs, read in memory: nothing is ever extracted, and only a file of an exact name is looked at. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import { REPORT_ARTIFACT, REPORT_FILE } from '../core/names.ts';
import type { Ref } from '../core/promotion.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { FoundReport, Misfit } from '../core/seen-run.ts';
import { isPlainFile, openArchive } from './archive.ts';
import { type Client, promised } from './graphql.ts';

const listed = z.object({
  artifacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      size_in_bytes: z.int(),
      expired: z.boolean(),
      created_at: z.string().nullable(),
      digest: z.string().nullish(),
    }),
  ),
});
type Artifact = z.infer<typeof listed>['artifacts'][number];

/** Bytes of the archive, and of the one file in it. A report of 200 gates has less than 1 MB. */
const MOST_ZIPPED = 4_000_000;
const MOST_BYTES = 16_000_000;
const MOST_ENTRIES = 100;

const misfit = (code: string, facts: Misfit['facts'] = {}): Result<never, Misfit> => err({ code, facts });

/**
 * The report of a run's latest attempt, which began at `since`: one request for the list, one for the bytes (GitHub sends it on to where they lie,
 * https://docs.github.com/en/rest/actions/artifacts#download-an-artifact). @throws when GitHub does not say.
 */
export async function readReport(
  client: Client,
  ref: Ref,
  { run, since }: { readonly run: number; readonly since: string | undefined },
): Promise<Result<FoundReport, Misfit>> {
  const { owner, repo } = ref;
  const about = `the artifacts of run ${run} of ${nameOf(ref)}`;
  const asked = { owner, repo, run_id: run, name: REPORT_ARTIFACT, per_page: 100 };
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', asked);
  const artifact = newest(promised(listed, data, about).artifacts, since);
  if (!artifact) return misfit('no_report');
  if (artifact.expired) return misfit('report_expired');
  if (artifact.size_in_bytes > MOST_ZIPPED)
    return misfit('report_too_big', { bytes: String(artifact.size_in_bytes), most: String(MOST_ZIPPED) });
  const { data: zip } = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
    owner,
    repo,
    artifact_id: artifact.id,
    archive_format: 'zip',
  });
  if (!(zip instanceof ArrayBuffer)) throw new Error(`GitHub answered something unexpected about ${about}: no bytes`);
  return readZip(Buffer.from(zip), artifact.digest ?? undefined);
}

/** An artifact of an earlier attempt is not what this one says. */
function newest(artifacts: readonly Artifact[], since: string | undefined): Artifact | undefined {
  const from = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  const fitting = artifacts.filter(({ name, created_at: at }) => name === REPORT_ARTIFACT && at !== null && Date.parse(at) >= from);
  return fitting.toSorted((a, b) => b.id - a.id)[0];
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The report out of an archive. Anything unusual about the archive is a reason not to believe it. */
export async function readZip(zip: Buffer, digest: string | undefined): Promise<Result<FoundReport, Misfit>> {
  if (zip.length > MOST_ZIPPED) return misfit('report_too_big', { bytes: String(zip.length), most: String(MOST_ZIPPED) });
  if (digest !== undefined && digest !== `sha256:${sha256(zip)}`) return misfit('report_altered');
  try {
    const bytes = await bytesOf(zip);
    if (!bytes.ok) return bytes;
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.value);
    return ok({ text, sha256: sha256(bytes.value) });
  } catch (error) {
    return misfit('bad_archive', { why: error instanceof Error ? error.message.slice(0, 200) : 'unreadable' });
  }
}

async function bytesOf(zip: Buffer): Promise<Result<Buffer, Misfit>> {
  const archive = await openArchive(zip, MOST_ENTRIES);
  let found: Buffer | undefined;
  for await (const entry of archive.eachEntry()) {
    if (entry.fileName !== REPORT_FILE) continue;
    if (!isPlainFile(entry)) return misfit('bad_archive', { why: `${REPORT_FILE} is no plain file` });
    if (found) return misfit('bad_archive', { why: `${REPORT_FILE} is there twice` });
    if (entry.uncompressedSize > MOST_BYTES)
      return misfit('report_too_big', { bytes: String(entry.uncompressedSize), most: String(MOST_BYTES) });
    const parts: Buffer[] = [];
    for await (const part of await archive.openReadStreamPromise(entry)) parts.push(part);
    found = Buffer.concat(parts);
  }
  return found ? ok(found) : misfit('no_report');
}
