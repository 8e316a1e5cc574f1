import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader } from '../format.ts';
import { isRunnerTalk, plain } from './plain-line.ts';
import { startTally } from './tally.ts';

/** `a.ts(1,7): error TS2322: ...`, `--pretty` `a.ts:1:7 - error TS2322: ...`, and without a file `error TS18003: ...`. */
const ERROR = /^(?:(.+?)(?:\((\d+),\d+\): |:(\d+):\d+ - ))?error (TS\d+): (.*)$/;
/** The last line of `--pretty` and of `--watch`. */
const TOTAL = /\bFound (\d+) errors?\b/;
/** What `--diagnostics` counts. */
const DIAGNOSTICS = /^Files:\s+\d+$/;

/**
 * tsc's text of all versions, with and without `--pretty`. A clean run writes nothing, like one that never was.
 * Errors: `malformed` when there is text and none of it is the compiler's. https://www.typescriptlang.org/docs/handbook/compiler-options.html
 */
export const TSC: LineFormat<FindingsEvidence> = {
  name: 'tsc',
  title: 'tsc output',
  of: 'lines',
  isHead: (head) =>
    plain(head)
      .split(/[\r\n]+/)
      .some((line) => ERROR.test(line) || /^(?:\[[^\]]*\] )?Found \d+ errors?(?:\.| in \d+ files?\.)/.test(line)),
  read: readTsc,
};

function readTsc(): LineReader<FindingsEvidence> {
  const tally = startTally();
  let total: number | undefined;
  let errors = 0;
  let hasRun = false;
  let foreign: string | undefined;
  return {
    line(raw) {
      const line = plain(raw);
      const [isError, path, row, prettyRow, rule, message] = ERROR.exec(line) ?? [];
      const found = TOTAL.exec(line)?.[1];
      if (isError !== undefined) {
        errors++;
        tally.add('error', () => ({ path, line: Number(row ?? prettyRow), rule, message }));
      } else if (found !== undefined) total = (total ?? 0) + Number(found);
      else if (DIAGNOSTICS.test(line)) hasRun = true;
      else if (!isRunnerTalk(line) && line.trim() !== '') foreign ??= line;
    },
    end() {
      const isKnown = errors > 0 || total !== undefined || hasRun;
      if (!isKnown && foreign !== undefined)
        return unreadable('malformed', `Nothing here is the compiler's; it begins with ${quoted(foreign)}. Save the output of tsc alone.`);
      return ok(tally.whole({ format: 'tsc', declared: { error: total ?? 0 }, emptyIsAmbiguous: total === undefined && !hasRun }));
    },
  };
}
