/** The App itself: https://docs.github.com/en/rest/apps/apps */
import { generateKeyPairSync } from 'node:crypto';
import { issueToken, maySee, reaches } from '../access.ts';
import { accountJson, appJson, clientId, type Json, repositoryJson } from '../json.ts';
import { CLIENT_SECRET } from '../oauth.ts';
import { findRepository, type Installation, installationOf, type Permissions, type World } from '../world.ts';
import { type Call, HttpError, missing, paged, pagedUnder, type RestAnswer, type Routes } from './call.ts';

const HOUR = 3_600_000;

function later(world: World, milliseconds: number): string {
  return new Date(Date.parse(world.clock.now()) + milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

export const installationJson = (world: World, installation: Installation): Json => ({
  id: installation.id,
  account: accountJson(world, installation.account),
  repository_selection: 'all',
  access_tokens_url: `${world.site.api}/app/installations/${installation.id}/access_tokens`,
  repositories_url: `${world.site.api}/installation/repositories`,
  html_url: `${world.site.html}/settings/installations/${installation.id}`,
  app_id: world.app.id,
  app_slug: world.app.slug,
  target_id: installation.account.id,
  target_type: installation.account.kind,
  permissions: installation.permissions,
  events: world.app.events,
  created_at: installation.createdAt,
  updated_at: installation.createdAt,
  single_file_name: null,
  suspended_by: installation.suspendedAt && accountJson(world, installation.account),
  suspended_at: installation.suspendedAt,
});

/** assumed: the words. https://docs.github.com/en/apps/maintaining-github-apps/suspending-a-github-app-installation : no access by the API, no webhooks. */
export const suspended = (): HttpError => new HttpError(403, 'This installation has been suspended');

/** A token for one hour, for fewer permissions and repositories if the body asks for fewer. */
function createToken(call: Call): RestAnswer {
  const { world } = call;
  const installation = world.installations.find((one) => one.id === Number(call.param('installation_id')));
  if (installation === undefined) throw missing();
  if (installation.suspendedAt !== null) throw suspended();
  const wanted = call.body['permissions'] as Permissions | undefined;
  const more = Object.entries(wanted ?? {}).find(
    ([name, level]) => installation.permissions[name] !== level && installation.permissions[name] !== 'write',
  );
  // assumed: the words; the page of this call documents the 422.
  if (more) throw new HttpError(422, `The permissions requested are not granted to this installation. (${more[0]})`);
  const names = call.body['repositories'];
  const ids = call.body['repository_ids'];
  const repositories = Array.isArray(names)
    ? names.map((name: unknown) => findRepository(world, installation.account.login, String(name))?.id ?? 0)
    : Array.isArray(ids)
      ? ids.map(Number)
      : undefined;
  const permissions = wanted ?? installation.permissions;
  const token = issueToken(world, installation, { permissions, ...(repositories ? { repositories } : {}) });
  const body = { token, expires_at: later(world, HOUR), permissions, repository_selection: repositories ? 'selected' : 'all' };
  return { status: 201, body };
}

function repositoryInstallation(call: Call): RestAnswer {
  const repo = findRepository(call.world, call.param('owner'), call.param('repo'));
  const installation = repo && installationOf(call.world, repo.owner);
  if (installation === undefined) throw missing();
  return { status: 200, body: installationJson(call.world, installation) };
}

/** assumed: oldest first. */
function listRepositories(call: Call): RestAnswer {
  const { world, caller } = call;
  // The page of this call: "List repositories that an app installation can access", with a token of that installation.
  if (caller.kind !== 'installation') throw new HttpError(403, 'You must authenticate with an installation access token');
  const seen = world.repositories.filter((repo) => maySee(world, caller, repo) && reaches(caller, repo));
  return pagedUnder(call, 'repositories', seen, (repo) => repositoryJson(world, repo));
}

/** The last step of the manifest flow; any code is taken: https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
function convertManifest({ world }: Call): RestAnswer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const keys = { client_id: clientId(world), client_secret: CLIENT_SECRET, webhook_secret: world.secret, pem };
  return { status: 201, body: { ...appJson(world), ...keys } };
}

export const appRoutes: Routes = {
  'apps/get-authenticated': {
    needs: 'app',
    run: ({ world }) => ({ status: 200, body: { ...appJson(world), installations_count: world.installations.length } }),
  },
  'apps/create-installation-access-token': { needs: 'app', run: createToken },
  'apps/get-repo-installation': { needs: 'app', run: repositoryInstallation },
  'apps/list-installations': {
    needs: 'app',
    run: (call) => paged(call, call.world.installations, (one) => installationJson(call.world, one)),
  },
  'apps/list-repos-accessible-to-installation': { needs: { permission: 'metadata', level: 'read' }, run: listRepositories },
  'apps/create-from-manifest': { needs: 'anyone', run: convertManifest },
};
