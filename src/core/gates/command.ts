import { err, ok, type Result } from '../result.ts';
import { splitCommand } from './argv.ts';
import { error, say, unknown } from './finding.ts';
import type { About, Answers, GateFinding, Need } from './gate.ts';
import type { Kind } from './kind.ts';
import { fillWord } from './placeholders.ts';
import { command as line } from './sources.ts';
import { duration, optional, options } from './values.ts';

const TIMEOUT = 300;

export interface CommandOptions {
  readonly command: string;
  /** Seconds. */
  readonly timeout?: number | undefined;
}

/** Split first and filled after, so a value is always part of one word. */
function need({ command: written, timeout }: CommandOptions, about: About): Result<Extract<Need, { kind: 'command' }>, string> {
  const split = splitCommand(written);
  if (!split.ok) return err(`the command cannot be run: ${split.error}`);
  const words = split.value.map((word) => fillWord(word, about));
  const bad = words.find((word) => !word.ok);
  if (bad && !bad.ok) return bad;
  return ok({ kind: 'command', argv: words.flatMap((word) => (word.ok ? [word.value] : [])), timeoutSeconds: timeout ?? TIMEOUT });
}

function judgeExit({ exit, seconds, tail }: Answers['command']): GateFinding {
  const findings = tail.map((message) => ({ message }));
  const took = `${Math.round(seconds * 10) / 10} s`;
  if (exit === 0) return say('pass', `exit 0 in ${took}`);
  if (exit !== null) return say('fail', `exit ${exit} in ${took}; 0 is wanted`, { findings });
  return say('error', `a signal ended it after ${took}: a crash, or too little memory`, { findings });
}

export const command: Kind<CommandOptions> = {
  kind: 'command',
  title: 'A program ends with 0; no shell, no token',
  options: () => options({ command: line, timeout: optional(duration(3_600)) }),
  needs: (own, about) => {
    const wanted = need(own, about);
    return wanted.ok ? [wanted.value] : [];
  },
  judge: (own, ask, about) => {
    const wanted = need(own, about);
    if (!wanted.ok) return error(wanted.error);
    const answer = ask(wanted.value);
    return answer.ok ? judgeExit(answer.value) : unknown(answer.error);
  },
};
