import type { Command } from '../command.ts';
import { ok } from '../result.ts';
import { reviewer } from './reviewer.ts';

export const reject: Command = {
  verb: 'reject',
  usage: '/reject [reason]',
  summary: 'Say no. The promotion ends as REJECTED and the issue closes; the reason is kept.',
  who: 'anybody who could approve it',
  example: '/reject error rate doubled in staging since Tuesday',
  decide: (spoken, context) => {
    const read = reviewer(context, 'reject');
    if (!read.ok) return read;
    const { by, at, comment } = context;
    return ok({ kind: 'rejected', at, by, comment, round: read.value.round.number, reason: spoken.text });
  },
};
