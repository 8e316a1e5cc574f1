/** What is done before an end is written down, since the end names it: stage records, issues about a rollback. */
import type { Decision } from './decide.ts';
import type { Effect } from './effect.ts';
import type { Facts } from './facts.ts';
import { subjectLabel } from './names.ts';
import type { Promotion } from './promotion.ts';
import { recordEdits } from './record-errand.ts';
import { type Site, siteOf } from './site.ts';
import { fixIssue, rollbackIssue } from './views/rollback-issues.ts';

export function errandEffects(facts: Facts, { promotion, errands }: Decision): readonly Effect[] {
  const site = siteOf(facts, promotion);
  if (!promotion || !site) return [];
  return [
    ...(errands.includes('records') ? recordEffects(promotion, site, facts) : []),
    ...(errands.includes('issues') ? issueEffects(promotion, site, facts) : []),
  ];
}

function recordEffects(promotion: Promotion, site: Site, facts: Facts): readonly Effect[] {
  const { subject, version, to } = site.terms;
  const { target } = promotion.rollback ?? {};
  const headline = target ? `Record ${subject} ${target.version} in ${to} again` : `Record ${subject} ${version} in ${to}`;
  const edits = recordEdits(promotion, site, facts);
  return [{ kind: 'write_records', as: site.config.records?.as ?? 'commit', edits, headline, body: `Promotion: ${facts.seen.issue.url}` }];
}

function issueEffects({ deployment, rollback }: Promotion, site: Site, { seen }: Facts): readonly Effect[] {
  if (!rollback) return [];
  const place = { site, rollback, seen };
  const label = subjectLabel(site.subject).name;
  // Of one rollback: a second one of the same promotion has another deployment.
  const mark = `rollback:${seen.issue.number}:${deployment?.way === 'back' ? deployment.key : rollback.at}`;
  return [
    { kind: 'open_issue', mark, ...rollbackIssue(place), labels: ['rollback', label] },
    { kind: 'open_issue', mark: `fix:${mark}`, ...fixIssue(place), labels: [label] },
  ];
}
