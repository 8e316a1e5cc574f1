/** How a run on GitHub ended, and what that says (https://docs.github.com/en/rest/checks/runs, `conclusion`). */
import { say } from './finding.ts';
import type { Answers, GateFinding, GateOutcome } from './gate.ts';

/** A run that did not judge the commit proves nothing: skipped and neutral are no success. */
const OUTCOMES: Readonly<Record<string, { readonly outcome: GateOutcome; readonly words: string }>> = {
  success: { outcome: 'pass', words: 'success' },
  failure: { outcome: 'fail', words: 'failure; see what it says, and run it again when it is mended' },
  timed_out: { outcome: 'fail', words: 'timed out; run it again' },
  action_required: { outcome: 'pending', words: 'waits for somebody to act on it' },
  cancelled: { outcome: 'error', words: 'cancelled, so it says nothing about this commit; run it again' },
  skipped: { outcome: 'error', words: 'skipped, which is no success; let it run for this commit' },
  neutral: { outcome: 'error', words: 'neutral, which is no success; let it end with one' },
  stale: { outcome: 'error', words: 'stale: it never ended; run it again' },
  startup_failure: { outcome: 'error', words: 'did not start; look at its workflow file' },
};

export function judgeConclusion(name: string, { conclusion, at, url }: Answers['check']): GateFinding {
  const known = Object.hasOwn(OUTCOMES, conclusion) ? OUTCOMES[conclusion] : undefined;
  const { outcome, words } = known ?? { outcome: 'error', words: `${JSON.stringify(conclusion)}, which is no success` };
  return say(outcome, `${name}: ${words}`, { sources: [{ path: url, at }] });
}
