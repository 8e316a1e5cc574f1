import type { Problem } from '../problem.ts';
import type { Wait } from '../rule.ts';
import { code, enumerate, type Markdown, md } from './markdown.ts';
import { moment } from './scene.ts';

type Words = (problem: Problem) => Markdown;

const fact = ({ facts }: Problem, name: string): string => facts?.[name] ?? '';

const WORDS: Readonly<Record<string, Words>> = {
  soaking: (p) =>
    md`${code(fact(p, 'to'))} takes only what has been in ${code(fact(p, 'below'))} for ${fact(p, 'duration')}; this commit arrived there on ${moment(fact(p, 'since'))}.`,
  paused: (p) => md`**${fact(p, 'by')}** paused it: ${fact(p, 'reason')}. \`/resume\` ends that.`,
  unsigned_criterion: (p) =>
    md`**${fact(p, 'text')}** is not signed. Who holds ${enumerate(fact(p, 'roles').split(', ').map(code), 'or')} answers ${code(`/sign ${fact(p, 'gate')}`)}.`,
  unticked_criterion: (p) => md`**${fact(p, 'text')}** is signed, but its box in the issue is not ticked: tick it when it is true.`,
  frozen: (p) =>
    md`${code(fact(p, 'environment'))} is frozen now (\`freeze\` in \`.github/promotion.yml\`). People may decide; nothing is completed before it opens.`,
  not_carried_out: (p) =>
    md`${code(fact(p, 'owner'))} has ${code(fact(p, 'setting'))} in \`.github/promotion.yml\`, and this version of Promotion Bot cannot carry that out yet, so the promotion stays PENDING ${fact(p, 'before') === 'approval' ? 'before' : 'after'} approval. Nothing is skipped and nothing is assumed: remove the setting to go on without it.`,
};

/** What the promotion waits for, and when that ends by itself. */
export function waitText({ problem, opensAt }: Wait): Markdown {
  const words = WORDS[problem.code]?.(problem) ?? code(problem.code);
  return opensAt === undefined ? words : md`${words} That opens on ${moment(opensAt)}.`;
}
