/** A dashboard over a store with promotions and a GitHub in memory, asked without a port; and browsers of people who sign in. */

import { viewersOf } from '../../src/github/viewers.ts';
import { createWorld, type Sandbox } from '../../src/sandbox/index.ts';
import { clientId } from '../../src/sandbox/json.ts';
import { CLIENT_SECRET } from '../../src/sandbox/oauth.ts';
import { type Database, inTransaction } from '../../src/store/database.ts';
import { newestEntries } from '../../src/store/index/newest.ts';
import { readingOf } from '../../src/store/index/reading.ts';
import { repositoryNamed } from '../../src/store/index/repository.ts';
import { indexOn } from '../../src/store/index/tables.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { sessionsOn } from '../../src/store/sessions.ts';
import { appOf } from '../../src/web/dashboard/app.ts';
import type { HouseParts } from '../../src/web/dashboard/parts.ts';
import { ARRIVED, person, record, type Told } from '../store/records.ts';

export const ORIGIN = 'https://promotions.example.com';
export const SECRET = 'a secret of this server, long enough for anybody';

/** Who there is: nobody, somebody of another company, and three who may read `acme/shop` for different reasons. */
export const ROLES = ['anonymous', 'other', 'reader', 'member', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** The rules of every repository there. */
export const RULES = `version: 1
roles:
  qa: { teams: [qa] }
  security: { users: [sam] }
environments:
  staging: { approval: { all: [qa, security] } }
  production: { approval: { all: [security] } }
subjects:
  shop: { kind: component, paths: [src/**] }
`;

/** `acme` with two private repositories and a public one, and another company on the same server. */
export function cityOf(): Sandbox {
  const world = createWorld({ at: '2026-11-20T12:00:00Z' });
  world.organisation('acme', { teams: { qa: ['member'] } });
  world.organisation('rival', { teams: { all: ['other'] } });
  const files = { '.github/promotion.yml': RULES };
  world.repository('acme/shop', { private: true, files, collaborators: { reader: 'read', admin: 'admin', sam: 'write' } });
  world.repository('acme/vault', { private: true, files, collaborators: { admin: 'admin' } });
  world.repository('acme/site', { private: false, files, collaborators: { reader: 'read' } });
  world.repository('rival/plans', { private: true, files });
  return world;
}

export interface Browser {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  post(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  readonly cookies: Map<string, string>;
}

export interface Dashboard {
  readonly world: Sandbox;
  readonly parts: HouseParts;
  /** Of an own browser each time. */
  browser(): Browser;
  /** Goes to GitHub and back. @returns the last answer. */
  signIn(browser: Browser, login: string, next?: string): Promise<Response>;
  /** A browser in which the role is signed in. */
  as(role: Role): Promise<Browser>;
  /** Puts promotions into the index; `repo` is named, the rest is told. */
  tell(repository: string, ...told: readonly Told[]): Promise<void>;
  readonly lines: string[];
  close(): void;
}

export function dashboardOn(database: Database, change: Partial<HouseParts> = {}, world = cityOf()): Dashboard {
  const lines: string[] = [];
  const { pool } = database;
  const now = (): number => Date.parse(world.clock.now());
  const parts: HouseParts = {
    readAs: readingOf(indexOn(pool)),
    sessions: sessionsOn(pool, now),
    viewers: viewersOf({ clientId: clientId(world), clientSecret: CLIENT_SECRET, baseUrl: undefined, fetch: world.fetch }),
    repositoryNamed: (place) => repositoryNamed(pool, place),
    isPublic: async ({ owner, name }) => {
      const found = world.repository(`${owner}/${name}`);
      return { id: found.id, isPublic: !found.private };
    },
    newest: () => newestEntries(pool),
    now,
    log: { error: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`) },
    origin: () => ORIGIN,
    secret: SECRET,
    ...change,
  };
  const { app, close } = appOf(parts);
  const browser = (): Browser => browserOf((path, init) => app.request(`${ORIGIN}${path}`, init));
  const signIn = async (one: Browser, login: string, next = '/environments'): Promise<Response> => {
    const sent = await one.get(`/auth/login?next=${encodeURIComponent(next)}`);
    const github = await world.fetch(`${sent.headers.get('location')}&login=${login}`, { redirect: 'manual' });
    const back = new URL(github.headers.get('location') ?? '');
    return one.get(back.pathname + back.search);
  };
  return {
    world,
    parts,
    browser,
    signIn,
    as: async (role) => {
      const one = browser();
      if (role !== 'anonymous') await signIn(one, role);
      return one;
    },
    tell: (repository, ...told) => {
      const { id, owner, name } = world.repository(repository);
      const records = told
        .map((one) => record({ ...one, repo: id, name }))
        .map((one) => ({
          ...one,
          repository: { ...one.repository, owner: owner.login, url: `https://github.com/${owner.login}/${name}` },
        }));
      return inTransaction(pool, (client) => fillRecords(client, records));
    },
    lines,
    close,
  };
}

function browserOf(send: (path: string, init: RequestInit) => Response | Promise<Response>): Browser {
  const cookies = new Map<string, string>();
  const ask = async (method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await send(path, { method, headers: { ...(cookie === '' ? {} : { cookie }), ...headers } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/max-age=0/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  return {
    cookies,
    get: (path, headers) => ask('GET', path, headers),
    post: (path, headers) => ask('POST', path, { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers }),
  };
}

/** A few promotions in every repository, so that whatever leaks can be seen by its name. */
export async function tellAll({ tell }: Pick<Dashboard, 'tell'>): Promise<void> {
  await tell(
    'acme/shop',
    { number: 1, at: 0, deeds: ARRIVED, version: 'v1.0.0' },
    { number: 2, at: 10, from: 'staging', to: 'production', version: 'v1.0.0', by: person(77, 'asker') },
  );
  await tell('acme/vault', { number: 1, at: 1, deeds: ARRIVED, subject: 'vault-key', version: 'v9.9.9', title: 'Promote the vault' });
  await tell('acme/site', { number: 1, at: 2, deeds: ARRIVED, subject: 'site', version: 'v2.0.0' });
  await tell('rival/plans', { number: 1, at: 3, deeds: ARRIVED, subject: 'plan-b', version: 'v6.6.6', title: 'Promote plan B' });
}
