import { rolesOf } from '../config.ts';
import type { Facts } from '../facts.ts';
import { type Finding, mend, type Named, type Rule } from '../rule.ts';

/** A team that was deleted and made again under its name is another team: in many organisations any member may make one. */
export const teams: Rule = {
  name: 'teams',
  judge: (candidate, { seen, promotion }) =>
    slugsOf(candidate).flatMap((slug): readonly Finding[] => {
      const known = promotion?.round?.teams?.[slug];
      const now = seen.teams[slug];
      const isSame = known === undefined || now === undefined || now.id === known;
      return isSame ? [] : mend({ code: 'team_replaced', place: 'team', facts: { team: slug } });
    }),
};

/** Ids of the teams that may decide; one that was known before keeps the id it had then. */
export function teamIds(named: Named, { seen, promotion }: Facts): Record<string, number> {
  const found = slugsOf(named).flatMap((slug) => (seen.teams[slug] ? [[slug, seen.teams[slug].id]] : []));
  return { ...Object.fromEntries(found), ...promotion?.round?.teams };
}

function slugsOf({ config, environment }: Named): readonly string[] {
  const names = rolesOf(environment.approval);
  return [...new Set(config.roles.filter(({ name }) => names.includes(name)).flatMap((role) => role.teams))];
}
