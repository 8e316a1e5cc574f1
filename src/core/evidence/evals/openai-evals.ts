/** OpenAI evals (`oaieval`): JSON lines that end with a final report. */
import { type EvalsEvidence, type FailedTest, MOST_SHOWN } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Read } from '../format.ts';
import { isNumber, isObject, objectAt, parseJson, textAt, valueAt } from '../json.ts';
import { isClose } from '../performance/tolerance.ts';
import { type EvalTool, evals, readScores } from './scored.ts';

export const format: LineFormat<EvalsEvidence> = {
  name: 'openai-evals',
  title: 'OpenAI evals',
  of: 'lines',
  isHead: (head) => /^\s*\{"spec":\s*\{/.test(head),
  read,
};

interface Tally {
  runs: number;
  matches: number;
  correct: number;
  errors: number;
  readonly failures: FailedTest[];
}

function read(): LineReader<EvalsEvidence> {
  const tally: Tally = { runs: 0, matches: 0, correct: 0, errors: 0, failures: [] };
  let report: unknown;
  let failure: Read<EvalsEvidence> | undefined;
  return {
    line: (line) => {
      if (line.trim() === '' || failure !== undefined) return;
      const event = parseJson(line);
      if (!event.ok) failure = event;
      else if (isObject(valueAt(event.value, 'final_report'))) report = valueAt(event.value, 'final_report');
      else count(tally, event.value);
    },
    end: () => {
      if (failure !== undefined) return failure;
      if (tally.runs > 1) return unreadable('not_mergeable', `${tally.runs} runs are in this file: write each into a file of its own.`);
      if (report === undefined) return unreadable('cut_short', 'The run has no final_report: it did not finish. Run it again to its end.');
      return evidenceOf(tally, report);
    },
  };
}

function count(tally: Tally, event: unknown): void {
  if (isObject(valueAt(event, 'spec'))) tally.runs++;
  const type = textAt(event, 'type');
  if (type === 'error') tally.errors++;
  if (type !== 'match') return;
  tally.matches++;
  const data = objectAt(event, 'data');
  if (data['correct'] === true) tally.correct++;
  else if (tally.failures.length < MOST_SHOWN)
    tally.failures.push({
      name: textAt(event, 'sample_id') ?? 'a sample',
      message: `expected ${short(data['expected'])}, picked ${short(data['picked'])}`,
    });
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 100);

/** Evals that match nothing have only their final report; where both speak they must say the same. */
function evidenceOf({ matches, correct, errors, failures }: Tally, report: unknown): Read<EvalsEvidence> {
  const numbers = Object.fromEntries(Object.entries(isObject(report) ? report : {}).filter(([, value]) => typeof value === 'number'));
  const scores = readScores(numbers, 'final_report');
  if (!scores.ok) return scores;
  const accuracy = scores.value['accuracy'];
  if (matches === 0) {
    if (Object.keys(scores.value).length === 0)
      return unreadable('incomplete', 'The final_report holds no number, and no sample was matched: nothing was measured.');
    return evals('openai-evals', { scores: scores.value, errors });
  }
  if (isNumber(accuracy) && !isClose(accuracy, correct / matches))
    return unreadable(
      'incomplete',
      `The final report says an accuracy of ${accuracy}, its ${matches} matches give ${correct / matches}: lines are missing. Run it again to its end.`,
    );
  return evals('openai-evals', {
    total: matches + errors,
    passed: correct,
    failed: matches - correct,
    errors,
    asserted: matches,
    scores: scores.value,
    ...(accuracy === undefined ? {} : { shares: { accuracy: { n: matches, of: matches + errors } } }),
    failures,
  });
}

/** Accuracy is the share of correct answers; other numbers are each eval's own. */
export const openaiEvals: EvalTool = {
  formats: [format],
  scaleOf: (score) => (score === 'accuracy' ? 'fraction' : undefined),
  isPassRate: (score) => score === 'accuracy',
};
