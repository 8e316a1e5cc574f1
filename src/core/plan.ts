/** What should be minus what is seen: planned twice, nothing comes out the second time. */
import { cardEffects } from './card.ts';
import { type Notary, rotation, seal } from './chain.ts';
import { dueCheck, judgedCheck, nextTick } from './check-due.ts';
import type { Decision } from './decide.ts';
import { deliveryEffects } from './delivery-plan.ts';
import { watchSettings } from './delivery-settings.ts';
import type { Effect } from './effect.ts';
import { errandEffects } from './errands.ts';
import type { Facts } from './facts.ts';
import { isUndecided } from './fold.ts';
import { inputsOf } from './gates-due.ts';
import { isMissing, type Permission } from './granted.ts';
import { isStillTrue, markOn, markText } from './marks.ts';
import { BY_NOBODY, type Label, MANAGED_PREFIXES, PROMOTION, statusContext, statusLabel, subjectLabel, targetLabel } from './names.ts';
import { isPanel } from './panel-mark.ts';
import { hasEnded, mayClose, type Promotion, STATUSES } from './promotion.ts';
import { promotionReport } from './promotion-report.ts';
import type { Candidate } from './rule.ts';
import type { Seen } from './seen.ts';
import { siteOf } from './site.ts';
import { name } from './understand.ts';
import { standingOf } from './verdict.ts';
import { ledgerComments, sentencesOf } from './views/ledger-comment.ts';
import { panel } from './views/panel.ts';
import { postponedPanel } from './views/postponed.ts';
import type { Scene } from './views/scene.ts';

/** Mirrors of a promotion that nothing depends on: where they may not be written, they are not tried. */
const MIRRORS: Readonly<Partial<Record<Effect['kind'], Permission>>> = {
  set_status: 'statuses',
  set_deployment: 'deployments',
  answer_jobs: 'deployments',
};
const isOff = ({ kind }: Effect, seen: Seen): boolean => {
  const permission = MIRRORS[kind];
  return permission !== undefined && isMissing(seen, permission, 'write');
};

/** @param decision with the change of the key among its entries, when there is one (`turnKey`). */
export function plan(facts: Facts, decision: Decision, notary: Notary): readonly Effect[] {
  const { seen, asked } = facts;
  // A closed issue that never became a promotion is none of our business.
  if (!decision.promotion && !seen.issue.open) return [];
  const scene = sceneOf(facts, decision);
  if (asked.dryRun && !decision.promotion) return panelEffects(scene);
  // What an end will name comes first; the end itself, and everything that follows from it, when that is done.
  if (decision.errands.length > 0) return errandEffects(facts, decision);
  const ledger = ledgerEffects(facts, decision, scene, notary);
  const wanted = [
    ...panelEffects(scene),
    ...ledger,
    ...titleEffects(scene, formerTitle(facts, decision)),
    ...labelEffects(scene),
    ...cardEffects(scene, (decision.entries.at(-1) ?? facts.ledger.entries.at(-1))?.at),
    ...statusEffects(decision.promotion, seen),
    ...closing(decision.promotion, seen),
    ...gateRunEffects(facts, decision),
    ...deliveryEffects(facts, decision),
  ];
  return wanted.filter((effect) => !isOff(effect, seen));
}

/** What was asked for and has no run yet is started. Whoever carries it out has looked for a run of the same key, or the key is new. */
function gateRunEffects(facts: Facts, { promotion, verdict, entries }: Decision): readonly Effect[] {
  const { gateRun } = promotion ?? {};
  if (!promotion || !isUndecided(promotion) || gateRun?.state !== 'asked') return [];
  const isNew = entries.some((entry) => entry.kind === 'gates_dispatched' && entry.key === gateRun.key);
  if (!isNew && facts.run !== 'none') return [];
  const { key, workflow, ref } = gateRun;
  return [{ kind: 'start_run', key, workflow, ref, inputs: inputsOf(gateRun, verdict, facts) }];
}

/** What is written anyway begins with the change of the key, when there is one: a promotion at rest is not touched for it. */
export function turnKey({ seen, ledger }: Facts, decision: Decision, notary: Notary): Decision {
  if (decision.entries.length === 0) return decision;
  const turn = rotation(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, ledger.head, seen.at);
  return turn ? { ...decision, entries: [turn, ...decision.entries] } : decision;
}

function sceneOf(facts: Facts, { promotion, verdict, entries, aside }: Decision): Scene {
  const { seen, config, asked, ledger } = facts;
  const { candidate } = verdict;
  // After an end the panel tells what was, not what today's teams and config would make of it.
  const standing = candidate && !(promotion && hasEnded(promotion)) ? standingOf(facts, candidate, promotion?.approvals ?? []) : undefined;
  return {
    seen,
    config: config.config,
    asked,
    promotion,
    verdict,
    standing,
    entries: ledger.entries.length + entries.length,
    aside,
    delivery: deliveryScene(facts, promotion),
    report: promotionReport(promotion, [...ledger.entries, ...entries], facts),
  };
}

/** What of runs is shown, once something is carried out. */
function deliveryScene(facts: Facts, promotion: Promotion | undefined): Scene['delivery'] {
  const site = siteOf(facts, promotion);
  if (!promotion || !site || isUndecided(promotion)) return undefined;
  const { deployRun, checkRun, seen } = facts;
  const due = dueCheck(promotion, site, facts);
  const watch = watchSettings(site.environment);
  return {
    deployRun: typeof deployRun === 'object' ? deployRun : undefined,
    checkRun: typeof checkRun === 'object' ? checkRun : undefined,
    due,
    judged: due && judgedCheck(due, site, facts),
    nextLook: promotion.status === 'PROMOTED' && watch ? nextTick(promotion.at, watch.every, seen.at) : undefined,
  };
}

function panelEffects(scene: Scene): readonly Effect[] {
  const body = panel(scene);
  const existing = scene.seen.comments.find((comment) => isPanel(comment, scene.seen.bot));
  if (!existing) return [{ kind: 'post_panel', body }];
  return existing.body === body ? [] : [{ kind: 'edit_panel', comment: existing.nodeId, body }];
}

/** While nothing can be recorded for so many milliseconds, the panel says until when; nothing where there is no panel yet. */
export function planWait({ at, bot, comments }: Seen, milliseconds: number): readonly Effect[] {
  const existing = comments.find((comment) => isPanel(comment, bot));
  if (!existing) return [];
  const until = `${new Date(Date.parse(at) + milliseconds).toISOString().slice(0, 19)}Z`;
  const body = postponedPanel(existing.body, until);
  return existing.body === body ? [] : [{ kind: 'edit_panel', comment: existing.nodeId, body }];
}

function ledgerEffects({ seen, ledger }: Facts, { entries }: Decision, scene: Scene, notary: Notary): readonly Effect[] {
  const { lines } = seal(notary, { repo: seen.repo.id, issue: seen.issue.nodeId }, ledger.head, entries);
  const sealed = entries.map((entry, i) => ({ words: sentencesOf(entry, scene), line: lines[i] ?? '' }));
  return ledgerComments(sealed, ledger.head.seq + 1).map((body) => ({ kind: 'append_ledger', body }));
}

/** At most one label of each managed kind; labels of other people stay as they are. */
function labelEffects({ seen, promotion, verdict }: Scene): readonly Effect[] {
  const candidate = isAboutThis(verdict.candidate, promotion) ? verdict.candidate : undefined;
  const names = candidate ? [subjectLabel(candidate.subject), targetLabel(candidate.environment)] : [];
  const wanted: readonly Label[] = [PROMOTION, statusLabel(promotion?.status ?? 'PENDING'), ...names];
  const isWanted = (label: string): boolean => wanted.some(({ name }) => name === label);
  // While the request is not understood there is no telling which subject and target labels are wrong.
  const managed = candidate ? MANAGED_PREFIXES : (['status:'] as const);
  const add = wanted.filter(({ name }) => !seen.issue.labels.includes(name));
  const remove = seen.issue.labels.filter((label) => managed.some((prefix) => label.startsWith(prefix)) && !isWanted(label));
  if (add.length === 0 && remove.length === 0) return [];
  return [...missingLabels(add, seen), { kind: 'set_labels', add: add.map(({ name }) => name), remove }];
}

/** After the decision the issue may be edited into asking for something else; its labels stay with what is carried out. */
function isAboutThis(candidate: Candidate | undefined, promotion: Promotion | undefined): boolean {
  const terms = promotion && !isUndecided(promotion) ? promotion.round?.terms : undefined;
  return !terms || (candidate?.subject.name === terms.subject && candidate.environment.name === terms.to);
}

/** The form begins the title and cannot fill it in; what nobody went on with is completed, what people wrote stays. */
function titleEffects({ promotion, verdict, seen }: Scene, former: string | undefined): readonly Effect[] {
  // After the decision the issue may be edited into asking for something else.
  const terms = promotion && isUndecided(promotion) ? verdict.terms : promotion?.round?.terms;
  const shown = seen.issue.title.trim();
  if (!terms || !seen.issue.open || (!/^promote$/i.test(shown) && shown !== former)) return [];
  const title = titleOf(terms.subject, terms.to);
  return title === shown ? [] : [{ kind: 'set_title', title }];
}

const titleOf = (subject: string, to: string): string => `Promote ${subject} to ${to}`;

/** How the title was completed before this very change of the request; only now, so that nobody's later title is touched. */
function formerTitle({ promotion, config: { config } }: Facts, { entries }: Decision): string | undefined {
  if (!promotion || !config || !entries.some((entry) => entry.kind === 'amended')) return undefined;
  const named = name(promotion.request, config);
  return named.ok ? titleOf(named.value.subject.name, named.value.environment.name) : undefined;
}

/** When one has to be made, all statuses are: a later change of status then costs no request more. */
function missingLabels(add: readonly Label[], { labelIds }: Seen): readonly Effect[] {
  const isMissing = ({ name }: Label): boolean => labelIds[name] === undefined;
  if (!add.some(isMissing)) return [];
  const wanted = new Map([...add, ...STATUSES.map(statusLabel)].map((label) => [label.name, label]));
  return [...wanted.values()].filter(isMissing).map((label) => ({ kind: 'create_label', ...label }));
}

/** Characters of a version in a mark: GitHub takes 140 in all, and what is said of it has to be there. */
const LONGEST_IN_MARK = 80;

/** The record on the commit itself, which the next environment reads. */
function statusEffects(promotion: Promotion | undefined, seen: Seen): readonly Effect[] {
  const state = promotion && stateOnCommit(promotion);
  if (state === undefined || !promotion?.round) return [];
  const { subject, sha, to, version } = promotion.round.terms;
  const context = statusContext(to, subject);
  const commit = [seen.commit, seen.head, ...Object.values(seen.tags)].find((one) => one?.sha === sha);
  const record = commit && markOn(commit, { environment: to, subject }, seen);
  // What a later promotion of the same commit has written is newer than what this one says.
  if (!commit || (record && isLater(record.url, seen))) return [];
  if (record?.state === state && isStillTrue(record, promotion)) return [];
  const said = `${version.slice(0, LONGEST_IN_MARK)} ${promotion.imported ? importWord(promotion) : promotion.status} by #${seen.issue.number}`;
  const description = markText(promotion, said);
  return [{ kind: 'set_status', sha, context, state, description, url: seen.issue.url }];
}

const importWord = ({ status }: Promotion): string => (status === 'PROMOTED' ? BY_NOBODY : 'no longer imported,');

/** An import that was taken back has left its word on the commit: it is no proof any more, and no rollback either. */
function stateOnCommit({ status, imported }: Promotion): 'success' | 'failure' | 'error' | undefined {
  if (status === 'PROMOTED') return 'success';
  if (status === 'ROLLED_BACK') return 'failure';
  return status === 'CANCELLED' && imported ? 'error' : undefined;
}

const isLater = (url: string, { issue }: Seen): boolean => Number(/\/(\d+)$/.exec(url)?.[1] ?? 0) > issue.number;

function closing(promotion: Promotion | undefined, seen: Seen): readonly Effect[] {
  if (!promotion || !mayClose(promotion) || !seen.issue.open) return [];
  return [{ kind: 'close_issue', reason: promotion.status === 'PROMOTED' ? 'COMPLETED' : 'NOT_PLANNED' }];
}
