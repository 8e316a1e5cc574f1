/** What is done before an end is written down, since the end names it: issues about a rollback. */
import type { Decision } from './decide.ts';
import type { Effect } from './effect.ts';
import type { Facts } from './facts.ts';
import { subjectLabel } from './names.ts';
import { siteOf } from './site.ts';
import { fixIssue, rollbackIssue } from './views/rollback-issues.ts';

export function errandEffects(facts: Facts, { promotion, errands }: Decision): readonly Effect[] {
  const site = siteOf(facts, promotion);
  const { deployment, rollback } = promotion ?? {};
  if (!site || !rollback || !errands.includes('issues')) return [];
  const place = { site, rollback, seen: facts.seen };
  const label = subjectLabel(site.subject).name;
  // Of one rollback: a second one of the same promotion has another deployment.
  const mark = `rollback:${facts.seen.issue.number}:${deployment?.way === 'back' ? deployment.key : rollback.at}`;
  return [
    { kind: 'open_issue', mark, ...rollbackIssue(place), labels: ['rollback', label] },
    { kind: 'open_issue', mark: `fix:${mark}`, ...fixIssue(place), labels: [label] },
  ];
}
