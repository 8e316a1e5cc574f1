/** What runs leave behind: https://docs.github.com/en/rest/actions/artifacts */
import { createHash, createHmac } from 'node:crypto';
import { type Json, repositoryApi } from '../json.ts';
import { nodeId, type World } from '../world.ts';
import { zipOf } from '../zip.ts';
import type { Artifact, WorkflowRun } from './model.ts';
import { branchOf } from './run-json.ts';
import type { ArtifactInput } from './state.ts';

const DAY = 86_400;

/** A moment so many seconds later. */
export const later = (world: World, seconds: number): string =>
  new Date(Date.parse(world.clock.now()) + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

/** Keeps what a run uploaded; two of one run may have the same name, as a hostile job can make them. */
export function keepArtifact(world: World, run: WorkflowRun, input: ArtifactInput): Artifact {
  const zip = input.zip ?? zipOf(input.files ?? {});
  const id = world.nextId('artifact');
  const artifact: Artifact = {
    kind: 'Artifact',
    id,
    nodeId: nodeId('Artifact', id),
    run,
    name: input.name,
    zip,
    digest: input.digest === undefined ? `sha256:${createHash('sha256').update(zip).digest('hex')}` : input.digest,
    createdAt: world.clock.now(),
    expiresAt: later(world, (input.days ?? 90) * DAY),
  };
  world.actions.artifacts.push(artifact);
  return artifact;
}

export const isExpired = (world: World, artifact: Artifact): boolean => Date.parse(world.clock.now()) >= Date.parse(artifact.expiresAt);

const signatureOf = (world: World, artifact: Artifact, until: string): string =>
  createHmac('sha256', world.secret).update(`${artifact.id} ${until}`).digest('hex');

/** Where the bytes are, for one minute: https://docs.github.com/en/rest/actions/artifacts#download-an-artifact */
export function signedUrl(world: World, artifact: Artifact): string {
  const until = later(world, 60);
  const query = new URLSearchParams({ se: until, sig: signatureOf(world, artifact, until) });
  return `${world.site.blobs}/actions-results/${artifact.id}.zip?${query}`;
}

/** The artifact behind a signed URL; undefined for a signature that is wrong or over. */
export function artifactAt(world: World, url: URL): Artifact | undefined {
  const id = Number(/^\/actions-results\/(\d+)\.zip$/.exec(url.pathname)?.[1]);
  const artifact = world.actions.artifacts.find((one) => one.id === id);
  const until = url.searchParams.get('se') ?? '';
  if (artifact === undefined || url.searchParams.get('sig') !== signatureOf(world, artifact, until)) return undefined;
  return Date.parse(world.clock.now()) < Date.parse(until) ? artifact : undefined;
}

export function artifactJson(world: World, artifact: Artifact): Json {
  const { run } = artifact;
  const url = `${repositoryApi(world, run.repo)}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: artifact.nodeId,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(world, artifact),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: artifact.digest,
    workflow_run: {
      id: run.id,
      repository_id: run.repo.id,
      head_repository_id: run.headRepo.id,
      head_branch: branchOf(run.ref),
      head_sha: run.sha,
    },
  };
}
