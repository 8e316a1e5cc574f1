import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader } from '../format.ts';
import { isRunnerTalk, plain } from './plain-line.ts';
import { startTally } from './tally.ts';

/** The default format and `--format=pylint`: `src/a.py:1:8: F401 'os' imported but unused`, `src/a.py:1: [F401] 'os' imported but unused`. */
const FINDING = /^(.+?):(\d+):(?:\d+:)? \[?([A-Z]{1,8}\d{1,6})\]? (.*)$/;
/** What flake8 cannot do, or what stands there instead of flake8. */
const FAILURE = /^(?:There was a critical error|Traceback \(most recent call last\)|flake8: error:)/;
/** The number of `--count`, alone on its line, and the lines of `--statistics`. */
const COUNT = /^\d+$/;
const STATISTIC = /^\d+\s+[A-Z]{1,8}\d{1,6}\b/;

/**
 * flake8's text: it knows no levels, every line is an error as its exit code says. A clean run writes nothing, like one that never was; `--count` writes 0.
 * Errors: `malformed` when there is text and none of it is flake8's. https://flake8.pycqa.org/en/latest/internal/formatters.html
 */
export const FLAKE8: LineFormat<FindingsEvidence> = {
  name: 'flake8',
  title: 'flake8 output',
  of: 'lines',
  isHead: (head) =>
    plain(head)
      .split(/[\r\n]+/)
      .some((line) => FINDING.test(line)),
  read: readFlake8,
};

function readFlake8(): LineReader<FindingsEvidence> {
  const tally = startTally();
  let count: number | undefined;
  let isKnown = false;
  let foreign: string | undefined;
  return {
    line(raw) {
      const line = plain(raw);
      const [, path, row, rule, message] = FINDING.exec(line) ?? [];
      if (path !== undefined) tally.add('error', () => ({ path, line: Number(row), rule, message }));
      else if (FAILURE.test(line)) tally.couldNot(() => ({ message: line }));
      else if (COUNT.test(line)) count = Number(line);
      else if (!STATISTIC.test(line) && !isRunnerTalk(line) && line.trim() !== '') foreign ??= line;
      isKnown ||= path !== undefined || FAILURE.test(line) || count !== undefined;
    },
    end() {
      if (!isKnown && foreign !== undefined)
        return unreadable('malformed', `Nothing here is flake8's; it begins with ${quoted(foreign)}. Save flake8's own output.`);
      return ok(tally.whole({ format: 'flake8', declared: { error: count ?? 0 }, emptyIsAmbiguous: count === undefined }));
    },
  };
}
