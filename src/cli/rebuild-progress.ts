/** How a rebuild is shown: a bar on a terminal, lines anywhere else. */
import { Presets, SingleBar } from 'cli-progress';
import type { Listener } from '../app/rebuild.ts';
import type { Rebuilt } from '../core/views/rebuild.ts';
import { beginText, placeText, skippedText, waitText } from '../core/views/rebuild.ts';
import type { Out } from './command.ts';

interface Display {
  say(text: string): void;
  /** How many of how many promotions are read by now. */
  shows(read: number, of: number): void;
  ends(): void;
}

const plainDisplay = (out: Out): Display => ({ say: (text) => void out.write(text), shows: () => {}, ends: () => {} });

function barDisplay(out: Out): Display {
  // What it does with a stream is what a terminal can do; that it is one was asked before.
  const stream = out as unknown as NodeJS.WritableStream;
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {value} of {total} promotions',
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  let isShown = false;
  return {
    say: (text) => {
      if (isShown) bar.stop();
      isShown = false;
      out.write(text);
    },
    shows: (read, of) => {
      if (!isShown) bar.start(of, read);
      isShown = true;
      bar.setTotal(of);
      bar.update(read);
    },
    ends: () => {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}

export interface Shown {
  readonly listener: Listener;
  readonly ends: () => void;
  readonly total: () => Rebuilt;
}

export function showRebuild(out: Out): Shown {
  const display = out.isTTY ? barDisplay(out) : plainDisplay(out);
  const count = { repositories: 0, promotions: 0, skipped: 0 };
  let known = 0;
  let waiting = 0;
  return {
    ends: () => display.ends(),
    total: () => ({ ...count }),
    listener: {
      places: (all, done) => display.say(beginText(all, done)),
      found: (place, more) => {
        if (!out.isTTY && more > 0) display.say(placeText(place, more));
        known += more;
        display.shows(count.promotions, known);
      },
      read: (more) => {
        count.promotions += more;
        display.shows(count.promotions, known);
      },
      finishedPlace: () => {
        count.repositories += 1;
      },
      waits: (until) => {
        // Many requests are told to wait at the same time.
        if (until.getTime() > waiting) display.say(waitText(`${until.toISOString().slice(0, 19)}Z`));
        waiting = Math.max(waiting, until.getTime() + 60_000);
      },
      skipped: (what, why) => {
        count.skipped += 1;
        display.say(skippedText(what, why));
      },
    },
  };
}
