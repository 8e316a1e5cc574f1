import type { Command } from '../command.ts';
import { err, ok } from '../result.ts';
import { insider } from './reviewer.ts';

export const resume: Command = {
  verb: 'resume',
  usage: '/resume',
  summary: 'End a pause: the promotion goes on with the decisions it has.',
  who: 'the person who asked for it, and anybody who could approve it',
  example: '/resume',
  decide: (_spoken, context) => {
    const read = insider(context);
    if (!read.ok) return read;
    const { by, at, comment } = context;
    return read.value.pause ? ok({ kind: 'resumed', at, by, comment }) : err({ code: 'not_held' });
  },
};
