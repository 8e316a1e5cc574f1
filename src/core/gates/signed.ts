/** Whose word counts for a criterion: one for this very commit, of somebody who holds the role. */
import type { GateReport } from '../gate-report.ts';
import type { Instant, Signature } from '../promotion.ts';
import { say } from './finding.ts';
import type { About, GateFinding } from './gate.ts';
import type { Signers } from './kind.ts';
import { inWords } from './values.ts';

export interface Given extends Signature {
  /** Address of the comment that says it. */
  readonly url?: string;
  /** Given in the promotion of this very commit to an earlier environment: counts where the gate comes from there unchanged. */
  readonly inherited?: boolean;
  /** Given by somebody who asked for this promotion, or amended it. */
  readonly own?: boolean;
}

export interface Wanted {
  readonly name: string;
  readonly signers: Signers;
  readonly rule: string;
  /** Seconds. */
  readonly maxAge: number | undefined;
}

export interface Attested {
  readonly finding: GateFinding;
  readonly signed: NonNullable<GateReport['signed_by']>;
}

/** Pass with the first signature that counts, else pending with who may sign and why those given do not do. */
export function judgeSigned(wanted: Wanted, about: About, given: readonly Given[]): Attested {
  const theirs = given.filter(({ gate }) => gate === wanted.name);
  const counting = theirs.filter((signature) => whyNot(signature, wanted, about) === undefined);
  const signed = counting.map(({ by, at, url }) => ({ login: by.login, at, ...(url !== undefined && { via: url }) }));
  const [first] = counting;
  if (first) return { finding: say('pass', wordsOf(first)), signed };
  const passedOver = theirs.map((signature) => `; the word of ${signature.by.login} ${whyNot(signature, wanted, about) ?? ''}`);
  const { by } = wanted.signers;
  const who = `whoever holds ${by.join(' or ')} answers /sign ${wanted.name}${wanted.signers.evidence ? ' <link>' : ''}`;
  return { finding: say('pending', `not signed: ${who}${passedOver.join('')}`), signed };
}

const minute = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const wordsOf = ({ by, at, roles, evidence, inherited }: Given): string => {
  const earlier = inherited === true ? ', in the promotion before' : '';
  return `${by.login} signed as ${roles.join(', ')} on ${minute(at)}${earlier}${evidence === '' ? '' : `: ${evidence}`}`;
};

function whyNot(signature: Given, { signers, rule, maxAge }: Wanted, about: About): string | undefined {
  const { by, at, sha, roles, evidence, inherited, own } = signature;
  if (by.kind !== 'person') return 'is not that of a person';
  if (sha !== about.sha) return `is for another commit (${sha.slice(0, 7)})`;
  if (!signers.by.some((role) => roles.includes(role))) return `does not count: ${signers.by.join(' or ')} is needed`;
  if (own === true && !signers.self) return 'is for a promotion they asked for themselves';
  if (inherited === true && rule === about.to) return `was given before ${about.to} asked for it`;
  if (signers.evidence && evidence.trim() === '') return 'brings no evidence';
  if (maxAge === undefined) return undefined;
  const seconds = (Date.parse(about.at) - Date.parse(at)) / 1_000;
  return seconds <= maxAge ? undefined : `is older than ${inWords(maxAge)}`;
}
