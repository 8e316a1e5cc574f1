/** What the gates of a promotion that has ended came to: the last run about it, and the words people gave. */
import { settingsHash } from './config.ts';
import { criteriaOf } from './criteria.ts';
import type { Facts } from './facts.ts';
import type { GateReport } from './gate-report.ts';
import { type EffectiveGate, effectiveGates } from './gates/effective.ts';
import type { JudgedGate, Promotion, Signature } from './promotion.ts';
import { type Site, siteOf } from './site.ts';

/** The bot's rules are those of a moment: of a name they know no more, only what the ledger says is told. */
export interface Rules {
  readonly site: Site | undefined;
  /** Whether they still are what people approved, so that what they ask for was asked for then. */
  readonly hold: boolean;
}

export function rulesOf(promotion: Promotion, facts: Pick<Facts, 'config' | 'digest'>): Rules {
  const site = siteOf(facts, promotion);
  const hold = site !== undefined && settingsHash(facts.digest, site) === site.terms.config;
  return { site, hold };
}

export interface Told extends Rules {
  readonly promotion: Promotion;
  /** Whether everything that was required had been met: nothing is accepted before. */
  readonly wasAccepted: boolean;
  /** Address of a comment. */
  readonly via: (comment: number) => string;
}

/** In the order of the rules; what they do not know comes last. */
export function endedGates(told: Told): readonly GateReport[] {
  const { promotion, site } = told;
  const known = site ? effectiveGates(site) : [];
  const judged = promotion.gateRun?.state === 'judged' ? promotion.gateRun.gates : [];
  const signed = promotion.signatures.filter(({ sha }) => sha === promotion.round?.terms.sha);
  const isKnown = (name: string): boolean => known.some((gate) => gate.name === name);
  return [
    ...known.flatMap((gate) => gateOf(gate, told, judged, signed) ?? []),
    ...judged.filter(({ name }) => !isKnown(name)).map((gate) => measured(gate, UNKNOWN)),
    ...signed.filter(({ gate }) => !isKnown(gate)).map((one) => attested(one.gate, UNKNOWN, one, told)),
  ];
}

type About = Pick<EffectiveGate, 'kind' | 'required'> & { readonly rule?: string };
const UNKNOWN: About = { kind: 'unknown', required: true };

function gateOf(gate: EffectiveGate, told: Told, judged: readonly JudgedGate[], signed: readonly Signature[]): GateReport | undefined {
  const found = judged.find(({ name }) => name === gate.name);
  if (found) return measured(found, gate);
  const signature = signed.find((one) => one.gate === gate.name);
  if (signature) return attested(gate.name, gate, signature, told);
  if (!told.hold) return undefined;
  if (gate.off !== undefined) return { ...common(gate.name, gate), outcome: 'off', summary: gate.off };
  return gate.kind === 'human' ? unsigned(gate, told) : { ...common(gate.name, gate), outcome: 'pending', summary: 'not judged' };
}

const common = (name: string, { kind, required, rule }: About) => ({
  id: name === '' ? 'unnamed' : name,
  kind,
  required,
  ...(rule === undefined ? {} : { from_stage_rule: rule }),
});

const measured = ({ name, outcome, summary, value, limit, unit }: JudgedGate, about: About): GateReport => ({
  ...common(name, about),
  outcome,
  summary,
  value,
  threshold: limit,
  unit,
});

function attested(name: string, about: About, { by, at, comment, evidence }: Signature, { site, via }: Told): GateReport {
  const title = titleOf(name, site);
  return {
    ...common(name, { ...about, kind: 'human' }),
    ...(title === undefined ? {} : { title }),
    outcome: 'pass',
    summary: evidence === '' ? `attested by ${by.login}` : `attested by ${by.login}: ${evidence}`,
    signed_by: [{ login: by.login, at, via: via(comment) }],
  };
}

/** What is required and was accepted unsigned had been signed for this commit on its way into an earlier environment. */
function unsigned(gate: EffectiveGate, { wasAccepted, site }: Told): GateReport {
  const title = titleOf(gate.name, site);
  const about = { ...common(gate.name, gate), ...(title === undefined ? {} : { title }) };
  if (wasAccepted && gate.required)
    return { ...about, outcome: 'pass', summary: 'attested for this commit on its way into an earlier environment' };
  return { ...about, outcome: 'pending', summary: 'nobody has attested to it' };
}

const titleOf = (name: string, site: Site | undefined): string | undefined =>
  site && criteriaOf(site).find((criterion) => criterion.name === name)?.text;
