import type { Command } from '../command.ts';
import { err, ok } from '../result.ts';
import { insider } from './reviewer.ts';

export const hold: Command = {
  verb: 'hold',
  usage: '/hold <reason>',
  summary: 'Pause this promotion: people may still decide, but nothing is completed until somebody says /resume.',
  who: 'the person who asked for it, and anybody who could approve it',
  example: '/hold waiting for the incident review',
  decide: (spoken, context) => {
    const read = insider(context);
    if (!read.ok) return read;
    if (read.value.pause) return err({ code: 'already_held', facts: { by: read.value.pause.by.login } });
    if (spoken.text === '') return err({ code: 'no_reason' });
    const { by, at, comment } = context;
    return ok({ kind: 'held', at, by, comment, reason: spoken.text });
  },
};
