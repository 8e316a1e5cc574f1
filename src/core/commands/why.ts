import type { Command } from '../command.ts';
import { ok } from '../result.ts';

export const why: Command = {
  verb: 'why',
  usage: '/why',
  summary: 'Explain where this promotion stands: every rule, whether it is met, and what would meet it.',
  who: 'anybody',
  example: '/why',
  decide: (_spoken, { at, by, comment }) => ok({ kind: 'answered', at, by, comment, command: 'why' }),
};
