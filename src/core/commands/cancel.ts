import type { Command } from '../command.ts';
import { isUndecided } from '../fold.ts';
import { err, ok } from '../result.ts';
import { insider } from './reviewer.ts';

export const cancel: Command = {
  verb: 'cancel',
  usage: '/cancel [reason]',
  summary: 'Withdraw this promotion before anything has happened. It ends as CANCELLED and the issue closes.',
  who: 'the person who asked for it, and anybody who could approve it',
  example: '/cancel 1.4.1 fixes this, asking for that instead',
  decide: (spoken, context) => {
    const { by, at, comment } = context;
    const read = insider(context);
    if (!read.ok) return read;
    if (!isUndecided(read.value)) return err({ code: 'not_waiting', facts: { status: read.value.status } });
    return ok({ kind: 'cancelled', at, by, comment, why: 'withdrawn', reason: spoken.text });
  },
};
