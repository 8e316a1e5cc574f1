import type { Command } from '../command.ts';
import { ok } from '../result.ts';

export const help: Command = {
  verb: 'help',
  usage: '/help',
  summary: 'Show what can be said here, and who may say it.',
  who: 'anybody',
  example: '/help',
  decide: (_spoken, { at, by, comment }) => ok({ kind: 'answered', at, by, comment, command: 'help' }),
};
