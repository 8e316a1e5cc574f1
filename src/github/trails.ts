/** Promotions to one environment as their issues tell of them: one question. */
import * as z from 'zod';
import type { Notary } from '../core/chain.ts';
import type { Config } from '../core/config.ts';
import { CONFIG_PATH, readConfig } from '../core/config.ts';
import type { Trail } from '../core/enforce.ts';
import { fold } from '../core/fold.ts';
import { readLedger } from '../core/ledger.ts';
import { targetLabel } from '../core/names.ts';
import { defaultsSeen } from '../core/policy-text.ts';
import type { Problem } from '../core/problem.ts';
import type { Actor } from '../core/promotion.ts';
import { configProblem } from '../core/views/config-problem.ts';
import { ask, type Client, GraphqlRefused, promised } from './graphql.ts';
import { comments, defaults } from './see/answer.ts';
import { readWhole } from './see/long-threads.ts';
import { isAboutIssue, NotShown } from './see/not-shown.ts';
import { ACTOR, COMMENT, COMMENTS, DEFAULTS } from './see/query.ts';
import { isWithheld } from './see/see.ts';
import { toComment, toDefaults } from './see/to-seen.ts';

export interface Trails {
  readonly repo: { readonly id: number; readonly owner: string; readonly name: string; readonly url: string };
  readonly bot: Actor;
  /** Whether there are rules at all. */
  readonly hasRules: boolean;
  /** Undefined when the rules cannot be read. */
  readonly config: Config | undefined;
  /** The first thing that is wrong with them, and where, as a sentence. */
  readonly wrong: string | undefined;
  /** The newest first; those with a ledger that does not hold are left out. */
  readonly trails: readonly Trail[];
}

const answer = z.object({
  viewer: z.object({ login: z.string(), databaseId: z.number() }),
  defaults,
  repository: z.object({
    databaseId: z.number(),
    name: z.string(),
    url: z.string(),
    owner: z.object({ login: z.string() }),
    config: z.object({ text: z.string().nullable() }).nullable(),
    issues: z.object({
      nodes: z.array(z.object({ id: z.string(), number: z.number(), url: z.string(), comments })),
    }),
  }),
});

const queryOf = (below: string): string => `query Trails($owner: String!, $repo: String!, $labels: [String!]) {
  viewer { login databaseId }${below}
  repository(owner: $owner, name: $repo) {
    databaseId name url owner { login }
    config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } }
    issues(first: 50, labels: $labels, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes { id number url ${COMMENTS} }
    }
  }
}
${ACTOR}
${COMMENT}`;

/** @param environment as GitHub calls it; where the rules call it otherwise, it is asked once more under that name. */
export async function readTrails(
  client: Client,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  environment: string,
  belief: Belief,
): Promise<Trails> {
  const begun = await read(client, { owner, repo, environment, isExtending: false }, belief);
  const { isExtending } = begun;
  const first = isExtending ? await read(client, { owner, repo, environment, isExtending }, belief) : begun;
  const known = first.config?.environments.find(({ name, aliases }) =>
    [name, ...aliases].some((one) => one.toLowerCase() === environment.toLowerCase()),
  );
  return known && known.name !== environment ? read(client, { owner, repo, environment: known.name, isExtending }, belief) : first;
}

const OUTSIDE = `${CONFIG_PATH} does not extend the rules of the organisation, and no others are taken here: "extends: org" is missing.`;

const wrongIn = ([first]: readonly Problem[]): string | undefined =>
  first && `${first.file ?? CONFIG_PATH} line ${first.line ?? 1}: ${configProblem(first)}`;

/** What is believed: the entries that this can prove, and whose rules. */
export interface Belief {
  readonly notary: Notary;
  /** Whether rules that do not extend those of the organisation are none. */
  readonly mustExtend: boolean;
}

interface Question {
  readonly owner: string;
  readonly repo: string;
  readonly environment: string;
  /** Whether the rules are known to be laid over those of the organisation. */
  readonly isExtending: boolean;
}

async function read(
  client: Client,
  { environment, isExtending, ...place }: Question,
  { notary, mustExtend }: Belief,
): Promise<Trails & Pick<Question, 'isExtending'>> {
  const query = queryOf(isExtending ? `\n  ${DEFAULTS}` : '');
  const { data, errors: all, at } = await ask(client, query, { ...place, labels: [targetLabel({ name: environment }).name] });
  const errors = all.filter((error) => !isWithheld(error));
  const ref = { ...place, number: 0 };
  if (errors.length > 0 && errors.every(isAboutIssue)) throw new NotShown(ref, errors, at);
  if (errors.length > 0) throw new GraphqlRefused(`reading promotions of ${place.owner}/${place.repo}`, errors);
  const { viewer, repository, defaults: below } = promised(answer, data, `promotions of ${place.owner}/${place.repo}`);
  const bot: Actor = { id: viewer.databaseId, login: viewer.login, kind: 'bot' };
  const { databaseId: id, name, url, owner } = repository;
  const text = repository.config?.text ?? '';
  const { config, isExtending: now, problems } = readConfig(text, isExtending ? defaultsSeen(toDefaults(below), place.owner) : undefined);
  const issues = await readWhole(client, place, repository.issues.nodes);
  const trails = issues.flatMap((issue): readonly Trail[] => {
    const said = issue.comments.nodes.map(toComment).toSorted((a, b) => a.id - b.id);
    const ledger = readLedger(notary, { repo: id, issue: issue.id }, bot, said);
    const promotion = ledger.problems.length === 0 ? fold(ledger.entries) : undefined;
    return promotion ? [{ number: issue.number, url: issue.url, promotion }] : [];
  });
  const isOutside = mustExtend && config !== undefined && !now;
  return {
    repo: { id, owner: owner.login, name, url },
    bot,
    hasRules: repository.config !== null,
    config: isOutside ? undefined : config,
    wrong: isOutside ? OUTSIDE : wrongIn(problems),
    isExtending: now === true,
    trails,
  };
}
