/** Who holds which role, by numeric id, from what was read of the teams; what could not be read is unknown, never a yes. */
import type { Config, Role } from './config.ts';
import type { Actor } from './promotion.ts';
import type { Seen } from './seen.ts';

export interface Held {
  readonly roles: readonly string[];
  /** Roles whose teams could not be read, so that the answer is not known. */
  readonly unknown: readonly string[];
}

/** @param owners lower-case login to the id that stood behind it when it was first heard: a login that was given up and taken again holds nothing. */
export function rolesHeld(config: Config, seen: Pick<Seen, 'teams'>, actor: Actor, owners: ReadonlyMap<string, number> = new Map()): Held {
  if (actor.kind !== 'person') return { roles: [], unknown: [] };
  const standing = config.roles.map((role) => [role.name, holds(role, seen, actor, owners)] as const);
  return {
    roles: standing.filter(([, held]) => held === 'yes').map(([name]) => name),
    unknown: standing.filter(([, held]) => held === 'unknown').map(([name]) => name),
  };
}

function holds(role: Role, seen: Pick<Seen, 'teams'>, { id, login }: Actor, owners: ReadonlyMap<string, number>): 'yes' | 'no' | 'unknown' {
  const isOwner = (owners.get(login.toLowerCase()) ?? id) === id;
  if (isOwner && role.users.some((user) => user.toLowerCase() === login.toLowerCase())) return 'yes';
  const teams = role.teams.map((slug) => seen.teams[slug]);
  if (teams.some((team) => team?.members.some((member) => member.id === id))) return 'yes';
  return teams.every((team) => team !== undefined) ? 'no' : 'unknown';
}
