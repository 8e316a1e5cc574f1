/** What should be minus what is seen: planned twice, nothing comes out the second time. */
import type { Notary } from './chain.ts';
import type { Decision } from './decide.ts';
import type { Effect } from './effect.ts';
import type { Facts } from './facts.ts';
import { writeEntries } from './ledger.ts';
import { type Label, MANAGED_PREFIXES, PROMOTION, statusContext, statusLabel, subjectLabel, targetLabel } from './names.ts';
import { hasEnded, mayClose, type Promotion, STATUSES } from './promotion.ts';
import type { Seen } from './seen.ts';
import type { Understood } from './understand.ts';
import { standingOf } from './verdict.ts';
import { ledgerComment } from './views/ledger-comment.ts';
import { isPanel, panel } from './views/panel.ts';
import type { Scene } from './views/scene.ts';

export function plan(facts: Facts, decision: Decision, notary: Notary): readonly Effect[] {
  const { seen, asked } = facts;
  // A closed issue that never became a promotion is none of our business.
  if (!decision.promotion && !seen.issue.open) return [];
  const scene = sceneOf(facts, decision);
  if (asked.dryRun && !decision.promotion) return panelEffects(scene);
  const ledger = decision.entries.length === 0 ? [] : [appendLedger(facts, decision, scene, notary)];
  return [
    ...panelEffects(scene),
    ...ledger,
    ...labelEffects(scene),
    ...statusEffects(decision.promotion, seen),
    ...closing(decision.promotion, seen),
  ];
}

function sceneOf(facts: Facts, { promotion, verdict, entries }: Decision): Scene {
  const { seen, config, asked, ledger } = facts;
  const { understood } = verdict;
  // After an end the panel tells what was, not what today's teams and config would make of it.
  const standing =
    understood && !(promotion && hasEnded(promotion)) ? standingOf(facts, understood, promotion?.approvals ?? []) : undefined;
  return { seen, config: config.config, asked, promotion, verdict, standing, entries: ledger.entries.length + entries.length };
}

function panelEffects(scene: Scene): readonly Effect[] {
  const body = panel(scene);
  const existing = scene.seen.comments.find((comment) => isPanel(comment, scene.seen.bot));
  if (!existing) return [{ kind: 'post_panel', body }];
  return existing.body === body ? [] : [{ kind: 'edit_panel', comment: existing.nodeId, body }];
}

function appendLedger({ seen, ledger }: Facts, { entries }: Decision, scene: Scene, notary: Notary): Effect {
  const proof = writeEntries(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, ledger.head, entries);
  return { kind: 'append_ledger', body: ledgerComment(scene, entries, proof) };
}

/** At most one label of each managed kind; labels of other people stay as they are. */
function labelEffects({ seen, promotion, verdict }: Scene): readonly Effect[] {
  const understood = isAboutThis(verdict.understood, promotion) ? verdict.understood : undefined;
  const names = understood ? [subjectLabel(understood.subject), targetLabel(understood.environment)] : [];
  const wanted: readonly Label[] = [PROMOTION, statusLabel(promotion?.status ?? 'PENDING'), ...names];
  const isWanted = (label: string): boolean => wanted.some(({ name }) => name === label);
  // While the request is not understood there is no telling which subject and target labels are wrong.
  const managed = understood ? MANAGED_PREFIXES : (['status:'] as const);
  const add = wanted.filter(({ name }) => !seen.issue.labels.includes(name));
  const remove = seen.issue.labels.filter((label) => managed.some((prefix) => label.startsWith(prefix)) && !isWanted(label));
  if (add.length === 0 && remove.length === 0) return [];
  return [...missingLabels(add, seen), { kind: 'set_labels', add: add.map(({ name }) => name), remove }];
}

/** After an end the issue may be edited into asking for something else; its labels stay with what was promoted. */
function isAboutThis(understood: Understood | undefined, promotion: Promotion | undefined): boolean {
  const terms = promotion && hasEnded(promotion) ? promotion.round?.terms : undefined;
  return !terms || (understood?.subject.name === terms.subject && understood.environment.name === terms.to);
}

/** When one has to be made, all statuses are: a later change of status then costs no request more. */
function missingLabels(add: readonly Label[], { labelIds }: Seen): readonly Effect[] {
  const isMissing = ({ name }: Label): boolean => labelIds[name] === undefined;
  if (!add.some(isMissing)) return [];
  const wanted = new Map([...add, ...STATUSES.map(statusLabel)].map((label) => [label.name, label]));
  return [...wanted.values()].filter(isMissing).map((label) => ({ kind: 'create_label', ...label }));
}

/** The record on the commit itself, which the next environment reads. */
function statusEffects(promotion: Promotion | undefined, seen: Seen): readonly Effect[] {
  if (promotion?.status !== 'PROMOTED' || !promotion.round) return [];
  const { subject, sha, to, version } = promotion.round.terms;
  const context = statusContext(to, subject);
  const commit = [seen.commit, seen.head, ...Object.values(seen.tags)].find((one) => one?.sha === sha);
  const stands = commit?.statuses.some(
    (status) => status.context === context && status.state === 'success' && status.creator?.id === seen.bot.id,
  );
  if (!commit || stands) return [];
  return [
    {
      kind: 'set_status',
      sha,
      context,
      state: 'success',
      description: `${version} PROMOTED by #${seen.issue.number}`,
      url: seen.issue.url,
    },
  ];
}

function closing(promotion: Promotion | undefined, seen: Seen): readonly Effect[] {
  if (!promotion || !mayClose(promotion) || !seen.issue.open) return [];
  return [{ kind: 'close_issue', reason: promotion.status === 'PROMOTED' ? 'COMPLETED' : 'NOT_PLANNED' }];
}
