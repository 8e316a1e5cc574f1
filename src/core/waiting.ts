/** Whose word a promotion waits for, and whether somebody's would count now. The bot asks all of it again when they speak. */
import { type Config, rolesOf } from './config.ts';
import type { PromotionRow } from './index-rows.ts';
import { alternatives, type Vote, weigh } from './policy.ts';
import type { Person } from './record.ts';

/** Somebody, with the teams of theirs that are known: `acme/qa`, in lower case; undefined when GitHub did not say. */
export interface Reviewer extends Person {
  readonly teams: readonly string[] | undefined;
}

export type MyPart =
  | { readonly kind: 'mine'; readonly roles: readonly string[] }
  /** Somebody else's word is needed: because it is their own request, they have decided already, or hold no role that is missing. */
  | { readonly kind: 'not mine'; readonly why: 'own' | 'decided' | 'no role' }
  /** It cannot be told, so it is no yes. */
  | { readonly kind: 'unknown' };

export interface Waiting {
  readonly row: PromotionRow;
  /** Roles that are still missing, each as often as it is; undefined when the rules could not be read. */
  readonly missing: readonly string[] | undefined;
  readonly part: MyPart;
}

/** @param config of the default branch; undefined when it could not be read or does not hold. */
export function waitingFor(row: PromotionRow, config: Config | undefined, reviewer: Reviewer): Waiting {
  const approval = config?.environments.find(({ name }) => name === row.to)?.approval;
  const own = row.requestedBy.id === reviewer.id;
  if (!config || approval === undefined || approval === 'none')
    return { row, missing: undefined, part: own ? { kind: 'not mine', why: 'own' } : { kind: 'unknown' } };
  const votes = row.decisions.filter(({ verdict }) => verdict === 'approved').map(voteOf);
  const missing = weigh(approval, votes).slots.flatMap(({ role, filledBy }) => (filledBy ? [] : [role]));
  if (own) return { row, missing, part: { kind: 'not mine', why: 'own' } };
  if (row.decisions.some(({ id }) => id === reviewer.id)) return { row, missing, part: { kind: 'not mine', why: 'decided' } };
  const { held, isSure } = rolesHeldBy(config, row.repository.owner, reviewer);
  const useful = held.filter((role) => rolesOf(approval).includes(role));
  const after = [...votes, voteOf({ ...reviewer, at: row.createdAt, roles: useful, note: '', comment: 0 })];
  const ways = alternatives(approval).map((roles) => ({ roles, before: lacking(roles, votes), after: lacking(roles, after) }));
  if (ways.some((way) => way.after < way.before)) return { row, missing, part: { kind: 'mine', roles: useful } };
  return { row, missing, part: isSure ? { kind: 'not mine', why: 'no role' } : { kind: 'unknown' } };
}

type Given = Pick<PromotionRow['decisions'][number], 'id' | 'login' | 'at' | 'roles' | 'note' | 'comment'>;

const voteOf = ({ id, login, at, roles, note, comment }: Given): Vote => ({
  approval: { by: { id, login, kind: 'person' }, at, comment, roles, note },
  roles,
});

/** How many of these roles nobody fills. */
const lacking = (roles: readonly string[], votes: readonly Vote[]): number =>
  weigh({ all: roles.map((role) => ({ role, count: 1 })) }, votes).slots.filter(({ filledBy }) => !filledBy).length;

function rolesHeldBy(
  { roles }: Config,
  owner: string,
  { login, teams }: Reviewer,
): { readonly held: readonly string[]; readonly isSure: boolean } {
  const mine = new Set(teams);
  const held = roles.filter(
    (role) =>
      role.users.some((user) => user.toLowerCase() === login.toLowerCase()) ||
      role.teams.some((team) => mine.has(`${owner}/${team}`.toLowerCase())),
  );
  return { held: held.map(({ name }) => name), isSure: teams !== undefined };
}
