/** What other rules would have said of a promotion: what its ledger holds, judged again. What nobody knows of the past is unknown. */
import { type Config, findEnvironment, findSubject, rolesOf, settingsHash } from './config.ts';
import { criteriaOf, effectiveGates } from './criteria.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import { canonical } from './fingerprint.ts';
import { isUndecided } from './fold.ts';
import type { Instant, Promotion, Terms } from './promotion.ts';
import { rolesHeld } from './roles.ts';
import type { Candidate, Finding, Named } from './rule.ts';
import { criteria } from './rules/criteria.ts';
import { freeze } from './rules/freeze.ts';
import { rollbackPlan } from './rules/rollback-plan.ts';
import { skip } from './rules/skip.ts';
import { soak } from './rules/soak.ts';
import type { SeenCommit } from './seen.ts';
import { name } from './understand.ts';
import { standingOf } from './verdict.ts';

export interface Point {
  /** Whether it would have been otherwise, or nobody can say. */
  readonly kind: 'differs' | 'unknown';
  /** The words are made in `views/simulate.ts`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface Simulated {
  readonly outcome: 'same' | 'differs' | 'unknown';
  readonly points: readonly Point[];
}

const differs = (code: string, facts: Point['facts'] = {}): Point => ({ kind: 'differs', code, facts });
const unknown = (code: string, facts: Point['facts'] = {}): Point => ({ kind: 'unknown', code, facts });

/**
 * @param facts with the rules to try in the place of the repository's own.
 * @param today the repository's own rules; undefined when they cannot be read.
 */
export function simulate(facts: Facts, today: Config | undefined): Simulated {
  const points = pointsOf(facts, today);
  const kinds = points.map(({ kind }) => kind);
  return { outcome: kinds.includes('differs') ? 'differs' : kinds.includes('unknown') ? 'unknown' : 'same', points };
}

function pointsOf(facts: Facts, today: Config | undefined): readonly Point[] {
  const {
    promotion,
    ledger,
    config: { config },
  } = facts;
  if (ledger.problems.length > 0) return [unknown('ledger')];
  const terms = promotion?.round?.terms;
  // What was never put to a decision cannot have been decided otherwise.
  if (!promotion || !terms || !config || promotion.status === 'CANCELLED' || promotion.imported) return [];
  const named = name({ ...promotion.request, subject: terms.subject, to: terms.to }, config);
  if (!named.ok) return named.error.map(({ code, found = '' }) => differs(code, { found }));
  const from = named.value.below?.name ?? null;
  const hash = (rules: Config): string | undefined => hashOf(rules, terms, facts);
  if (from === terms.from && hash(config) === terms.config) return [];
  const then = today && hash(today) === terms.config ? today : undefined;
  const candidate = candidateOf(named.value, terms, facts);
  if (promotion.status === 'REJECTED') return rejection(promotion, candidate, facts);
  return [
    ...(from === terms.from ? [] : [differs('path', { from: from ?? '', before: terms.from ?? '' })]),
    ...approvals(promotion, candidate, facts),
    ...gates(promotion, candidate, facts, then),
    ...inTime(promotion, candidate, facts),
  ];
}

function hashOf(rules: Config, { subject, to }: Terms, { digest }: Facts): string | undefined {
  const [found, environment] = [findSubject(rules, subject), findEnvironment(rules, to)];
  return found && environment && settingsHash(digest, { config: rules, subject: found, environment });
}

function candidateOf(named: Named, { sha, version }: Terms, { seen }: Facts): Candidate {
  const unread: SeenCommit = { sha, statuses: [], paths: {}, people: [], strangers: [] };
  const commit = [seen.commit, seen.head, ...Object.values(seen.tags)].find((one) => one?.sha === sha) ?? unread;
  return { ...named, commit, version, tag: undefined };
}

function approvals(promotion: Promotion, candidate: Candidate, facts: Facts): readonly Point[] {
  const { met, slots } = standingOf(facts, candidate, promotion.approvals);
  if (promotion.status === 'AWAITING_APPROVAL') return met ? [differs('accepted')] : [];
  if (met) return [];
  const roles = [...new Set(slots.flatMap(({ role, filledBy }) => (filledBy ? [] : [role])))];
  const missing = { roles: roles.join(', ') };
  const { config } = facts.config;
  // Whoever approved may hold a role in a team that cannot be read, and whoever was refused may hold one now.
  const tried = [
    ...promotion.approvals.map(({ by }) => by),
    ...facts.ledger.entries.flatMap((entry) => (isRefusedApproval(entry) ? [entry.by] : [])),
  ];
  const held = tried.map((by) => config && rolesHeld(config, facts.seen, by));
  if (held.some((one) => roles.some((role) => one?.unknown.includes(role)))) return [unknown('team_unread', missing)];
  const refused = facts.ledger.entries.filter(isRefusedApproval);
  const counts = refused.some(({ by }) => config && rolesHeld(config, facts.seen, by).roles.some((role) => roles.includes(role)));
  return counts ? [unknown('refused_may_count', missing)] : [differs('approval_missing', missing)];
}

/** Words that did not count then, and might under other rules. */
const MAY_COUNT: readonly (string | undefined)[] = ['no_role', 'role_unknown', 'not_waiting', 'already_ended'];

const isRefusedApproval = (entry: Entry): entry is EntryOf<'refused'> =>
  entry.kind === 'refused' &&
  entry.command === 'approve' &&
  MAY_COUNT.includes(entry.code === 'set_aside' ? entry.facts['why'] : entry.code);

/** A no stands as long as whoever said it could have approved. */
function rejection(promotion: Extract<Promotion, { status: 'REJECTED' }>, { environment }: Candidate, facts: Facts): readonly Point[] {
  const { config } = facts.config;
  const wanted = rolesOf(environment.approval);
  const held = config && rolesHeld(config, facts.seen, promotion.by);
  if (wanted.some((role) => held?.roles.includes(role))) return [];
  const who = { login: promotion.by.login };
  return [wanted.some((role) => held?.unknown.includes(role)) ? unknown('rejecter_unread', who) : differs('rejecter', who)];
}

/** Outcomes stand as they were recorded, as long as the gate is what it was; a gate that was changed would have to be run. */
function gates(promotion: Promotion, candidate: Candidate, facts: Facts, then: Config | undefined): readonly Point[] {
  const skipped = facts.ledger.entries.some((entry) => entry.kind === 'gates_skipped' && entry.round === promotion.round?.number);
  if (skipped) return skip.judge(candidate, facts).some(({ kind }) => kind === 'mend') ? [differs('skip')] : [];
  const before = then && name({ ...promotion.request, subject: candidate.subject.name, to: candidate.environment.name }, then);
  const known = new Map(before?.ok ? effectiveGates(before.value) : []);
  return effectiveGates(candidate).flatMap(([gate, settings]) => {
    if (settings['human'] !== undefined || settings['off'] !== undefined || settings['required'] === false) return [];
    const judged = promotion.gateRun?.gates.find((one) => one.name === gate);
    if (!judged) return [unknown('gate_unmeasured', { gate })];
    const old = known.get(gate);
    const isSame = old !== undefined && then && meaningOf(old, then) === meaningOf(settings, candidate.config);
    const said = { gate, summary: judged.summary };
    if (!isSame) return [unknown('gate_changed', said)];
    return judged.outcome === 'pass' ? [] : [differs('gate_blocks', said)];
  });
}

/** What its outcome depends on; whether it is asked for says nothing about it. */
function meaningOf(gate: Readonly<Record<string, unknown>>, { evidence, prometheus }: Config): string {
  const { required: _asked, locked: _kept, ...settings } = gate;
  return canonical({ settings, evidence, prometheus: prometheus ?? null });
}

/** What depends on the hour: judged at the moment when it was decided, or begun. */
function inTime(promotion: Promotion, candidate: Candidate, facts: Facts): readonly Point[] {
  const openedAt = promotion.round?.openedAt ?? promotion.requestedAt;
  const begunAt = isUndecided(promotion) ? undefined : begun(facts);
  const signed = at(facts, begunAt ?? facts.seen.at);
  const { soak: duration } = candidate.environment.settings;
  const stay = soak.judge(candidate, at(facts, openedAt));
  return [
    ...(criteriaOf(candidate).length > 0 ? otherwise(criteria.judge(candidate, signed)) : []),
    ...otherwise(rollbackPlan.judge(candidate, facts)),
    ...(duration !== undefined && candidate.below && stay.length === 0
      ? [unknown('soak', { below: candidate.below.name })]
      : otherwise(stay)),
    ...(begunAt === undefined ? [] : otherwise(freeze.judge(candidate, at(facts, begunAt)))),
  ];
}

/** When it was begun to be carried out. */
function begun({ ledger: { entries } }: Facts): Instant | undefined {
  const round = entries.findLastIndex(({ kind }) => kind === 'round_opened');
  return entries.slice(round).find(({ kind }) => kind === 'deploy_started' || kind === 'promoted')?.at;
}

/** As it was then, as far as it was written down. */
function at(facts: Facts, moment: Instant): Facts {
  const { seen, records } = facts;
  return {
    ...facts,
    seen: { ...seen, at: moment },
    records: records.filter(({ promotion }) => 'at' in promotion && promotion.at <= moment),
  };
}

const otherwise = (findings: readonly Finding[]): readonly Point[] =>
  findings.flatMap((finding) => {
    if (finding.kind === 'met') return [];
    const { code, facts = {} } = finding.problem;
    return [differs(code, { ...facts, ...('opensAt' in finding && finding.opensAt !== undefined ? { opensAt: finding.opensAt } : {}) })];
  });
