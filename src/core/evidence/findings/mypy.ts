import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader } from '../format.ts';
import { isObject, parseJson, textAt } from '../json.ts';
import { isRunnerTalk, plain } from './plain-line.ts';
import { LEVEL_WORDS } from './scale.ts';
import { startTally, type Tally } from './tally.ts';

/** `src/a.py:8: error: ...  [name-defined]`, with columns and ends where they are asked for; what cannot be read has no line. */
const FINDING = /^(.+?)(?::(\d+))?(?::\d+){0,3}: (error|warning|note): (.*)$/;
const CODE = /\[([a-z0-9-]+)\]$/;
const CLEAN = /^Success: no issues found in (\d+) source files?/;
const FOUND = /^Found (\d+) errors? in \d+ files? \((?:checked (\d+) source files?|errors prevented further checking)\)/;
const CRASH = /INTERNAL ERROR|^Traceback \(most recent call last\)|^usage: mypy|^mypy: (?:error|can't)/;
const JSON_LINE = /^\{"file": ?"(?:[^"\\]|\\.)*", ?"line": ?-?\d+, ?"column": ?-?\d+/;
const STOPPED = /^\S.*: error: .*\r?\nFound \d+ errors? in \d+ files? \(errors prevented further checking\)/;

const someLine = (head: string, isOne: (line: string) => boolean): boolean =>
  plain(head)
    .split(/[\r\n]+/)
    .some(isOne);

/**
 * mypy's text. Its last line decides whether it is whole: without one (cut, or `--no-error-summary`) the report is `incomplete`.
 * https://mypy.readthedocs.io/en/stable/command_line.html
 */
export const MYPY_TEXT: LineFormat<FindingsEvidence> = {
  name: 'mypy-text',
  title: 'mypy output',
  of: 'lines',
  isHead: (head) => someLine(head, (line) => /:\d+: (?:error|note|warning): /.test(line) || CLEAN.test(line) || FOUND.test(line)),
  read: () => readMypy({ name: 'mypy-text', needsSummary: true }),
};

/**
 * `mypy -O json`: one object a line, and among them plain text where mypy could not begin. A clean run is one blank line, like one that never was.
 * Errors: `cut_short` for a line that is no whole object. https://mypy.readthedocs.io/en/stable/command_line.html#cmdoption-mypy-output
 */
export const MYPY_JSON: LineFormat<FindingsEvidence> = {
  name: 'mypy-json',
  title: 'mypy JSON lines',
  of: 'lines',
  isHead: (head) => someLine(head, (line) => JSON_LINE.test(line)) || STOPPED.test(head),
  read: () => readMypy({ name: 'mypy-json', needsSummary: false }),
};

interface Summary {
  error: number;
  unit: number;
  isSeen: boolean;
}

function readMypy({ name, needsSummary }: { readonly name: string; readonly needsSummary: boolean }): LineReader<FindingsEvidence> {
  const tally = startTally();
  const summary: Summary = { error: 0, unit: 0, isSeen: false };
  let isOpen = false;
  let cut: string | undefined;
  return {
    line(raw) {
      const line = plain(raw);
      if (line.trim() === '' || isRunnerTalk(line)) return;
      if (takeSummary(line, summary)) {
        isOpen = false;
      } else if (line.startsWith('{')) {
        if (!takeObject(line, tally)) cut ??= line;
      } else if (takeText(line, tally)) isOpen = true;
      else if (CRASH.test(line) || !needsSummary) tally.couldNot(() => ({ message: line }));
    },
    end() {
      if (cut !== undefined)
        return unreadable(
          'cut_short',
          `One line is no whole JSON object: ${quoted(cut)}. Check that the step that writes it was not stopped.`,
        );
      if (needsSummary && (!summary.isSeen || isOpen)) return unreadable('incomplete', NO_SUMMARY);
      const { error, unit, isSeen } = summary;
      return ok(tally.whole({ format: name, unit: isSeen ? unit : undefined, declared: { error }, emptyIsAmbiguous: !isSeen }));
    },
  };
}

const NO_SUMMARY =
  'The last line of mypy (`Found 3 errors in 1 file (checked 2 source files)` or `Success: ...`) is missing: the text was cut, or mypy stopped, or it ran with --no-error-summary.';

/** Several runs in one file are several summaries. */
function takeSummary(line: string, summary: Summary): boolean {
  const clean = CLEAN.exec(line)?.[1];
  const [, errors, checked] = FOUND.exec(line) ?? [];
  if (clean === undefined && errors === undefined) return false;
  summary.isSeen = true;
  summary.error += Number(errors ?? 0);
  summary.unit += Number(clean ?? checked ?? 0);
  return true;
}

function takeObject(line: string, tally: Tally): boolean {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) return false;
  const { file, line: row, code, message } = parsed.value;
  tally.add(LEVEL_WORDS(textAt(parsed.value, 'severity')).level, () => ({ path: file, line: row, rule: code, message }));
  return true;
}

function takeText(line: string, tally: Tally): boolean {
  const [, path, row, level, text = ''] = FINDING.exec(line) ?? [];
  if (path === undefined || CRASH.test(line)) return false;
  const rule = CODE.exec(text)?.[1];
  tally.add(LEVEL_WORDS(level).level, () => ({ path, line: Number(row), rule, message: text.replace(CODE, '').trimEnd() }));
  return true;
}
