/** Files, releases and commit statuses: https://docs.github.com/en/rest/repos/contents */
import { blobSha, findCommit } from '../git.ts';
import { accountJson, repositoryApi, repositoryUrl } from '../json.ts';
import type { Commit, Release, Repository, StatusState } from '../model.ts';
import { setStatus, statusJson } from '../statuses.ts';
import type { World } from '../world.ts';
import { authorOf, type Call, HttpError, missing, paged, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';
import { folderJson, getTree } from './trees.ts';

function createStatus(call: Call): RestAnswer {
  const sha = call.param('sha');
  const commit = repositoryOf(call).commits.get(sha);
  if (commit === undefined) throw new HttpError(422, `No commit found for SHA: ${sha}`);
  const context = text(call, 'context');
  const status = setStatus(call.world, authorOf(call), commit, {
    // The contract was checked: one of the four words.
    state: call.body['state'] as StatusState,
    ...(context === undefined ? {} : { context }),
    description: text(call, 'description') ?? null,
    targetUrl: text(call, 'target_url') ?? null,
  });
  return { status: 201, body: statusJson(call.world, status) };
}

function commitNamed(call: Call, name: string): Commit {
  const commit = findCommit(repositoryOf(call), name);
  if (commit === undefined) throw missing();
  return commit;
}

/** Newest first, all of them: a context says its last word first. */
const listStatuses = (call: Call): RestAnswer =>
  paged(call, commitNamed(call, call.param('ref')).statuses.toReversed(), (status) => statusJson(call.world, status));

function contents(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const path = call.param('path');
  const ref = call.query.get('ref') ?? repo.defaultBranch;
  const found = findCommit(repo, ref)?.files.get(path);
  if (found === undefined) {
    const folder = folderJson(call.world, repo, { ref, path });
    if (folder === undefined) throw missing();
    return { status: 200, body: folder };
  }
  const sha = blobSha(found);
  const url = `${repositoryApi(call.world, repo)}/contents/${path}?ref=${ref}`;
  const html = `${repositoryUrl(call.world, repo)}/blob/${ref}/${path}`;
  const git = `${repositoryApi(call.world, repo)}/git/blobs/${sha}`;
  return {
    status: 200,
    body: {
      type: 'file',
      encoding: 'base64',
      size: Buffer.byteLength(found),
      name: path.split('/').at(-1),
      path,
      content: Buffer.from(found).toString('base64'),
      sha,
      url,
      git_url: git,
      html_url: html,
      download_url: `${repositoryUrl(call.world, repo)}/raw/${ref}/${path}`,
      _links: { self: url, git, html },
    },
  };
}

function releaseJson(world: World, repo: Repository, release: Release): object {
  const api = `${repositoryApi(world, repo)}/releases/${release.id}`;
  return {
    url: api,
    assets_url: `${api}/assets`,
    upload_url: `${api}/assets{?name,label}`,
    html_url: `${repositoryUrl(world, repo)}/releases/tag/${release.tag}`,
    id: release.id,
    node_id: release.nodeId,
    author: accountJson(world, release.author),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    published_at: release.draft ? null : release.createdAt,
    assets: [],
    tarball_url: `${repositoryApi(world, repo)}/tarball/${release.tag}`,
    zipball_url: `${repositoryApi(world, repo)}/zipball/${release.tag}`,
  };
}

/** Drafts are shown to those who may push only: https://docs.github.com/en/rest/releases/releases#list-releases . assumed: an App with `contents: write` may. */
function listReleases(call: Call): RestAnswer {
  const repo = repositoryOf(call);
  const pushes = call.caller.kind === 'installation' && call.caller.permissions['contents'] === 'write';
  const shown = repo.releases.filter((release) => pushes || !release.draft).reverse();
  return paged(call, shown, (release) => releaseJson(call.world, repo, release));
}

const readsContents = { permission: 'contents', level: 'read' } as const;

export const gitRoutes: Routes = {
  'repos/create-commit-status': { needs: { permission: 'statuses', level: 'write' }, createsContent: true, run: createStatus },
  'repos/list-commit-statuses-for-ref': { needs: { permission: 'statuses', level: 'read' }, run: listStatuses },
  'repos/get-content': { needs: readsContents, run: contents },
  'git/get-tree': { needs: readsContents, run: getTree },
  'repos/list-releases': { needs: readsContents, run: listReleases },
};
