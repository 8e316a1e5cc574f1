/**
 * GitHub in memory: one state behind REST, GraphQL and signed webhooks, held to GitHub's published contracts.
 *
 *     const world = createWorld({ at: '2026-11-20T10:00:00Z', secret: 's' });
 *     world.organisation('acme', { teams: { qa: ['carol'], 'tech-leads': ['bob'] } });          // the App is installed
 *     world.repository('acme/shop', { files: { '.github/promotion.yml': text }, collaborators: { alice: 'write' } });
 *
 *     const probot = new Probot({ appId: world.app.id, privateKey, secret: 's', request: { fetch: world.fetch } });
 *
 *     const issue = world.as('alice').opens('acme/shop', { title: 'Promote', body });           // queues webhooks
 *     await world.deliver(({ guid, event, payload }) => probot.receive({ id: guid, name: event, payload }));
 *     world.clock.advance(60);                                                                    // time passes when told
 *     const comment = world.as('bob').comments(issue, '/approve');
 *     world.silently(() => world.as('bob').edits(comment, '/reject'));                            // its webhook is lost
 *
 * What was asked is in `world.requests`, what was sent in `world.hooks.log`, what did not fit GitHub's contracts in
 * `world.contract.problems` (a test should end with it empty). `world.faults.push({ match, answer })` makes one call fail;
 * `world.turn` is awaited at each call, for schedulers. Issues and comments are live records: `issue.comments`, `issue.labels`.
 *
 * What else GitHub does: `world.limits.on = GITHUB_LIMITS` keeps its rate limits, `world.breaks({ calls: 'bad gateway', webhooks: 'late' })` takes
 * it down until `world.recovers()`, `world.lags(10)` lets reads show what was ten seconds ago.
 *
 * Over HTTP: `const { url, close } = await listen(world, { port: 3001, hookUrl: 'http://127.0.0.1:3000/api/github/webhooks' })`.
 * Tokens of people are `ghp_<login>`; `world.installationToken('acme')` is one of the App.
 *
 * GitHub Actions: `world.actions.runner('gates.yml', (run, inputs, job) => ({ conclusion: 'success', artifacts: [{ name, files }] }))` says what
 * happens to every run of a workflow file; `world.deliver` lets runners work, `world.actions.next()` says when one has something to do next.
 * `world.actions.run`, `finishes`, `check` are for what nobody dispatched. `job.token` is the run's GITHUB_TOKEN.
 *
 * Deployments: `world.as('argo-cd[bot]').deploys('acme/shop', { ref: 'v1', environment: 'staging' })`, then `setsDeploymentStatus`. A job that names
 * an environment makes one too; `world.actions.guards('acme/shop', 'production')` has it wait for the App, `world.actions.reachesOf(run)` says how it went.
 *
 * To add a REST route: a file in `rest`, a line in `rest/table.ts`, a drive in `test/contract/sandbox-rest.test.ts`.
 * To add a mutation: a line in `graphql/mutations.ts`. A kind of object: a file in `graphql` and a line in `graphql/objects.ts`.
 */

import { issueToken } from './access.ts';
import { type Actions, actionsOf } from './actions/hands.ts';
import { work } from './actions/runners.ts';
import {
  type AlertInput,
  foundAlert,
  foundRelease,
  foundRepository,
  install,
  type ReleaseInput,
  type RepositoryInput,
  setTeam,
} from './found.ts';
import { flush, flushAtOnce, ping, type Receiver, redeliver } from './hooks.ts';
import type { Account, Alert, Project, Release, Repository } from './model.ts';
import { type Person, personOf } from './people.ts';
import { foundProject, type ProjectInput } from './projects.ts';
import { fetchOf } from './transport.ts';
import { type Troubles, troublesOf } from './troubles.ts';
import { accountOf, type Delivery, emptyWorld, findRepository, type Permissions, type World, type WorldSettings } from './world.ts';

export { sign } from './hooks.ts';
export { GITHUB_LIMITS, type LimitSettings } from './limits.ts';
export type { Alert, Comment, Deployment, DeploymentStatus, Instant, Issue, Label, Project, Release, Repository } from './model.ts';
export type { Person } from './people.ts';
export { type Listening, listen } from './transport.ts';
export type { Attempt, Delivery, Fault, Outage, RequestRecord, World, WorldSettings } from './world.ts';

export interface OrganisationInput {
  /** Slug to logins. */
  readonly teams?: Readonly<Record<string, readonly string[] | null>>;
  /** What the installation may do, when not all the App asks for; `'none'` leaves the App uninstalled. */
  readonly installed?: Permissions | 'none';
}

export type { Actions, RunInput } from './actions/hands.ts';
export type { Artifact, CheckRun, Conclusion, Reach, WorkflowRun } from './actions/model.ts';
export type { ArtifactInput, Job, Outcome, Work } from './actions/state.ts';
export { type ZipEntry, zip, zipOf } from './zip.ts';

/** The world with everything a test or a person does to it. */
export interface Sandbox extends World, Troubles {
  /** GitHub Actions: runners, runs, artifacts and checks. */
  readonly actions: Actions;
  /** Give this to Probot or Octokit: `request: { fetch: world.fetch }`. Every host leads here. */
  readonly fetch: typeof fetch;
  /** Founds an organisation, or changes the teams of one. Naming a team again sets its members anew; null deletes it. */
  organisation(login: string, input?: OrganisationInput): Account;
  /** Makes `owner/name`; an owner that is no organisation is a person, with the App installed. Without input: finds the one that is there. */
  repository(fullName: string, input?: RepositoryInput): Repository;
  release(repository: string, tag: string, input?: ReleaseInput): Release;
  /** Has Dependabot find something: `alert('acme/shop', { package: 'lodash' })`; its `state` may be set. */
  alert(repository: string, input: AlertInput): Alert;
  /** Makes a board: `project('acme', { number: 11, fields: { Status: ['Staging 🟢'], Version: 'text' } })`. */
  project(owner: string, input: ProjectInput): Project;
  /** Acts as a person. */
  as(login: string): Person;
  /** Does something whose webhooks are lost. */
  silently<T>(change: () => T): T;
  /**
   * Hands over what is queued, one after another, and what that causes, until nothing is queued; answers how many.
   * Runs that a runner has and that are due are carried out on the way.
   * A receiver that throws is noted as status 500 in the log, and nothing is sent again, as with GitHub.
   */
  deliver(receive: (delivery: Delivery) => Promise<void>): Promise<number>;
  /** The same, with everything that is queued handed over at the same time. No runner works meanwhile. */
  deliverAtOnce(receive: (delivery: Delivery) => Promise<void>): Promise<number>;
  /** Queues a delivery once more, under its GUID. */
  redeliver(guid: string): void;
  ping(): void;
  /** A token of the App for the repositories of an account. */
  installationToken(login: string): string;
}

const answering =
  (receive: (delivery: Delivery) => Promise<void>): Receiver =>
  (delivery) =>
    receive(delivery).then(
      () => 202,
      () => 500,
    );

/** An empty GitHub with one App, which is installed wherever an organisation or a repository is founded. */
export function createWorld(settings: WorldSettings = {}): Sandbox {
  const world = emptyWorld(settings);
  const sandbox: Sandbox = Object.assign(world, troublesOf(world), {
    fetch: fetchOf(world),
    actions: actionsOf(world),
    organisation(login: string, input: OrganisationInput = {}) {
      const account = accountOf(world, login, 'Organization');
      if (account.kind !== 'Organization')
        throw new Error(`${login} is a person already. Found the organisation before anything names it.`);
      if (input.installed !== 'none') install(world, account, input.installed);
      for (const [slug, members] of Object.entries(input.teams ?? {})) setTeam(world, account, slug, members);
      return account;
    },
    repository(fullName: string, input?: RepositoryInput) {
      const [owner = '', name = ''] = fullName.split('/');
      const known = findRepository(world, owner, name);
      if (input === undefined) {
        if (known === undefined) throw new Error(`There is no repository ${fullName}. Make it with world.repository('${fullName}', {}).`);
        return known;
      }
      const repo = foundRepository(world, fullName, input);
      if (repo.owner.kind === 'User') install(world, repo.owner);
      return repo;
    },
    release: (repository: string, tag: string, input: ReleaseInput = {}) => foundRelease(world, sandbox.repository(repository), tag, input),
    alert: (repository: string, input: AlertInput) => foundAlert(world, sandbox.repository(repository), input),
    project: (owner: string, input: ProjectInput) => foundProject(world, accountOf(world, owner), input),
    as: (login: string) => personOf(world, login),
    silently<T>(change: () => T): T {
      world.hooks.silence += 1;
      try {
        return change();
      } finally {
        world.hooks.silence -= 1;
      }
    },
    async deliver(receive: (delivery: Delivery) => Promise<void>) {
      let sent = 0;
      do {
        sent += await flush(world, answering(receive));
      } while ((await work(world)) > 0);
      return sent;
    },
    deliverAtOnce: (receive: (delivery: Delivery) => Promise<void>) => flushAtOnce(world, answering(receive)),
    redeliver: (guid: string) => redeliver(world, guid),
    ping: () => ping(world),
    installationToken: (login: string) => issueToken(world, install(world, accountOf(world, login)), {}),
  });
  return sandbox;
}
