import type { Problem } from '../problem.ts';
import type { Wait } from '../rule.ts';
import { refusedText, untrustedText } from './gates.ts';
import { code, enumerate, type Markdown, md } from './markdown.ts';
import { moment } from './scene.ts';

type Words = (problem: Problem) => Markdown;

const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';

const WORDS: Readonly<Record<string, Words>> = {
  soaking: (p) =>
    md`${code(fact(p, 'to'))} takes only what has been in ${code(fact(p, 'below'))} for ${fact(p, 'duration')}; this commit arrived there on ${moment(fact(p, 'since'))}.`,
  quarantined: (p) =>
    md`Commit ${code(fact(p, 'sha'))} was rolled back before (${fact(p, 'told')}). Whoever may approve, and did not ask for this, can say \`/release-quarantine <reason>\` when it may be promoted again.`,
  paused: (p) => md`**${fact(p, 'by')}** paused it: ${fact(p, 'reason')}. \`/resume\` ends that.`,
  unsigned_criterion: (p) =>
    md`**${fact(p, 'text')}** is not signed. Who holds ${enumerate(fact(p, 'roles').split(', ').map(code), 'or')} answers ${code(`/sign ${fact(p, 'gate')}`)}.`,
  outdated_signature: (p) =>
    md`**${fact(p, 'text')}** was signed too long ago (\`max_age\`). Who holds ${enumerate(fact(p, 'roles').split(', ').map(code), 'or')} answers ${code(`/sign ${fact(p, 'gate')}`)} again.`,
  unticked_criterion: (p) => md`**${fact(p, 'text')}** is signed, but its box in the issue is not ticked: tick it when it is true.`,
  frozen: (p) =>
    md`${code(fact(p, 'environment'))} is frozen now (\`freeze\` in \`.github/promotion.yml\`). People may decide; nothing is completed before it opens.`,
  gates_due: () => md`The quality gates of this environment are still to be run: that happens when nothing else is in the way.`,
  gates_running: (p) =>
    md`The quality gates are being run by ${code(fact(p, 'workflow'))}${p.facts?.['attempt'] ? md`, attempt ${Number(fact(p, 'attempt')) + 1}` : md``}. When the run ends, what it found stands here.`,
  gates_refused: (p) => refusedText(fact(p, 'reason')),
  gates_untrusted: (p) =>
    md`**What came back from the quality gates${p.facts?.['run'] ? md` (run ${Number(fact(p, 'run'))})` : md``} is not taken:** ${untrustedText(fact(p, 'why'), { ...p.facts, why: fact(p, 'detail') })}. \`/retry\` runs them again.`,
  gate_blocks: (p) => md`${code(fact(p, 'gate'))}: ${fact(p, 'summary')}`,
};

/** What the promotion waits for, and when that ends by itself. */
export function waitText({ problem, opensAt }: Wait): Markdown {
  const words = WORDS[problem.code]?.(problem) ?? code(problem.code);
  return opensAt === undefined || problem.code === 'gates_running' ? words : md`${words} That opens on ${moment(opensAt)}.`;
}
