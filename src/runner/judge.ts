/** Judges one subject on its way into one environment: the one function behind the Action and the command line. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../core/config.ts';
import type { GateReport } from '../core/gate-report.ts';
import { gatesOfPurpose, type Purpose } from '../core/gates/effective.ts';
import type { About, Checkout } from '../core/gates/gate.ts';
import { checkoutAt } from './checkout.ts';
import { findersOn, type Machine } from './finders.ts';
import type { Previous } from './previous.ts';
import { runGates, type Teller } from './run.ts';
import type { Target } from './target.ts';

export interface Question {
  readonly config: Config;
  readonly target: Target;
  /** What the gates are for; to enter the environment when left out. */
  readonly purpose?: Purpose;
  readonly about: Pick<About, 'version' | 'sha' | 'repository' | 'server' | 'at'> & {
    /** Of the target when null. */ readonly from: string | null;
  };
  readonly previous: Previous | undefined;
  readonly machine: Omit<Machine, 'prometheus' | 'pause' | 'checkout'> & {
    /** For the Prometheus that the config names. */
    readonly prometheusToken: string | undefined;
  };
  readonly tell: Teller;
}

export function judgeSubject({
  config,
  target,
  purpose = 'gates',
  about,
  previous,
  machine,
  tell,
}: Question): Promise<readonly GateReport[]> {
  const { subject, environment, from } = target;
  const { prometheusToken: token, ...rest } = machine;
  let known: { readonly checkout: Checkout | undefined } | undefined;
  // Asked for once, and only by whoever needs it.
  const checkout = (): Checkout | undefined => {
    known ??= { checkout: checkoutAt(machine.dir, machine.environment) };
    return known.checkout;
  };
  const prometheus = config.prometheus && { url: config.prometheus.url, token };
  const gates = gatesOfPurpose(purpose, { config, subject, environment });
  // Only age asks whose file it is, and git is a process.
  const isAged = gates.some(({ maxAge }) => maxAge !== undefined);
  const finders = findersOn({ ...rest, prometheus, pause: sleep, checkout: isAged ? checkout : () => undefined });
  const whole = { ...about, from: about.from ?? from, to: environment.name };
  return runGates({ gates, subject, about: whole, previous, finders, checkout, tell });
}

/** Now, to the second. */
export const instant = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
