/**
 * Every plot, while GitHub answers one call wrongly: each promotion comes to where the plot says, whatever was tried in vain on the way, and
 * nothing is promoted unverified. All calls under `npm run sweep`; without it one of a few plots.
 */
import { expect, test } from '@jest/globals';
import { nothingTwice } from '../harness/ends.ts';
import { type Told, toldWith, WRONGS } from '../harness/faults.ts';
import { keepLedgerLaws } from '../harness/laws.ts';
import { endsOf } from '../harness/plot-ends.ts';
import { PLOTS } from '../harness/plots.ts';
import { isLong } from './stories.ts';

const plots = Object.entries(PLOTS);
const cells = Object.entries(WRONGS).flatMap(([name, wrong], n) =>
  plots.map(([title, plot], p) => ({ name, wrong, title, plot, n, isSampled: n % 3 === 0 && p === (n * 5) % plots.length })),
);

/** A check that somebody asked for was refused by GitHub: that is told, and it can be asked for again. */
const saysItWaits = ({ s }: Told): boolean =>
  s.issues().some(({ comments }) => {
    const panel = comments.find(({ body }) => body.startsWith('<!-- promotion-bot:panel'))?.body ?? '';
    return panel.includes('GitHub does not start verify.yml') && panel.includes('`/retry` checks once more');
  });

test.each(cells.filter(({ isSampled }) => isLong || isSampled))(
  '$title: every call is answered with $name once',
  async ({ plot, wrong, n }) => {
    const { calls } = await toldWith(plot);
    for (const [call, name] of calls.entries()) {
      if (!isLong && call !== (n * 11 + 4) % calls.length) continue;
      const told = await toldWith(plot, { wrong, call });
      const what = `${call}: ${name}`;
      const issues = saysItWaits(told) ? ['#1 PENDING verifying'] : plot.ends.issues;
      expect({ what, issues: endsOf(told).issues }).toEqual({ what, issues });
      keepLedgerLaws(told.s);
      nothingTwice(told.s);
      expect(told.s.world.faults).toEqual([]);
    }
  },
  isLong ? 600_000 : 120_000,
);
