import { link, type Markdown, md, raw } from './markdown.ts';
import type { Scene } from './scene.ts';

/** The file of the issue form, as `templates/` has it. */
export const FORM = 'promotion.yml';

/** A new promotion issue with the fields of this one filled in (https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query). */
export function nextTry({ promotion, seen }: Scene): Markdown | undefined {
  if (!promotion) return undefined;
  const { subject, version, from, to, notes, blockers, rollbackPlan } = promotion.request;
  const filled = {
    template: FORM,
    title: `Promote ${subject} to ${to}`,
    subject,
    version,
    from,
    to,
    notes: notes.slice(0, 500),
    blockers: blockers.slice(0, 200),
    'rollback-plan': rollbackPlan.slice(0, 500),
  };
  const query = new URLSearchParams(Object.entries(filled).filter(([, value]) => value !== ''));
  return md`To try again, ${link(raw('open a new promotion with the same answers'), `${seen.repo.url}/issues/new?${query}`)}.`;
}
