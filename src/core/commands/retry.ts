import type { Command, CommandContext } from '../command.ts';
import { hasEnded } from '../promotion.ts';
import { err, ok } from '../result.ts';
import { insider } from './reviewer.ts';

export const retry: Command = {
  verb: 'retry',
  usage: '/retry',
  summary:
    'Run the quality gates again, or the check of a deployment that could not tell; look again at everything that stands in the way, and say what is left of it.',
  who: 'whoever asked for the promotion, and whoever may approve it; anybody, while there are no gates to run again',
  example: '/retry',
  decide: (_spoken, context) => {
    const { promotion, at, by, comment } = context;
    if (promotion && hasEnded(promotion)) return err({ code: 'already_ended', facts: { status: promotion.status } });
    const allowed = startsRun(context) ? insider(context) : ok(undefined);
    return allowed.ok ? ok({ kind: 'answered', at, by, comment, command: 'retry' }) : allowed;
  },
};

/** A run costs minutes of a runner, so not everybody who may comment can ask for one. */
const startsRun = ({ promotion }: CommandContext): boolean =>
  promotion?.check?.outcome === 'error' ||
  (promotion?.gateRun !== undefined && promotion.gateRun.state !== 'asked' && !promotion.gateRun.again);
