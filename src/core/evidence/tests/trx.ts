/** TRX of Visual Studio and `dotnet test`, as the schema vstst.xsd and VSTest's logger have it. */
import { ok } from '../../result.ts';
import type { TestEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { Attributes, XmlFormat, XmlReader } from '../format.ts';
import { type Tally, tally } from './tally.ts';

const PASSED: ReadonlySet<string> = new Set(['Passed', 'Completed', 'Warning']);
const SKIPPED: ReadonlySet<string> = new Set(['NotExecuted', 'Inconclusive', 'NotRunnable', 'Pending']);
/** Of the whole run: everything else is a host that crashed, a run that was aborted, a failure. */
const FINE: ReadonlySet<string> = new Set(['Completed', 'Passed', 'Warning', 'Inconclusive', 'NotExecuted']);
const FAILED_COUNTERS = ['failed', 'error', 'timeout', 'aborted', 'passedButRunAborted', 'disconnected'] as const;
/** `UnitTestResult`, `TestResultAggregation`, `GenericTestResult`, ... */
const RESULT = /TestResult(?:Aggregation)?$/;

export const TRX: XmlFormat<TestEvidence> = {
  name: 'trx',
  title: 'Visual Studio TRX',
  of: 'xml',
  isRoot: (name) => name === 'TestRun',
  read,
};

interface ResultOf {
  readonly name: string;
  /** The schema leaves the attribute out for `Error`. */
  readonly outcome: string;
  /** Rows of a data-driven test are the cases, it itself is none. */
  hasInner: boolean;
  failuresBefore: number;
  message: string;
}

interface Reading {
  readonly tally: Tally;
  readonly results: ResultOf[];
  outcome: string | undefined;
  declared: number;
  /** A message of the runner that is an error. */
  hasBroken: boolean;
  wrong: string | undefined;
}

function read(): XmlReader<TestEvidence> {
  const reading: Reading = { tally: tally(), results: [], outcome: undefined, declared: 0, hasBroken: false, wrong: undefined };
  const hear = (text: string): void => {
    const one = reading.results.at(-1);
    if (one !== undefined && one.message.length < 2_000) one.message += text.slice(0, 2_000);
  };
  const reader: XmlReader<TestEvidence> = {
    open: (name, attributes, path) => {
      open(reading, name, attributes, path.at(-1));
      if (name === 'Message' && path.at(-1) === 'ErrorInfo') reader.text = hear;
    },
    close: (name) => {
      if (name === 'Message') delete reader.text;
      else if (RESULT.test(name)) closeResult(reading);
    },
    end: () => {
      if (reading.wrong !== undefined) return unreadable('malformed', reading.wrong);
      if (reading.outcome === undefined)
        return unreadable('incomplete', 'The TRX file has no <ResultSummary>, so it does not say whether the run came to its end.');
      declare(reading, reading.outcome);
      return ok(reading.tally.evidence(TRX.name));
    },
  };
  return reader;
}

function open(reading: Reading, name: string, attributes: Attributes, parent: string | undefined): void {
  if (RESULT.test(name)) {
    const around = reading.results.at(-1);
    if (around !== undefined) around.hasInner = true;
    reading.results.push({
      name: attributes['testName'] ?? '',
      outcome: attributes['outcome'] ?? 'Error',
      hasInner: false,
      failuresBefore: reading.tally.failures(),
      message: '',
    });
  } else if (name === 'ResultSummary') reading.outcome = attributes['outcome'] ?? 'Error';
  else if (name === 'RunInfo') reading.hasBroken ||= !FINE.has(attributes['outcome'] ?? 'Error');
  else if (name === 'Counters' && parent === 'ResultSummary') count(reading, attributes);
}

function count(reading: Reading, attributes: Attributes): void {
  for (const name of FAILED_COUNTERS) {
    const written = attributes[name] ?? '0';
    if (/^\d{1,15}$/.test(written)) reading.declared += Number(written);
    else reading.wrong ??= `The TRX counter ${name} is ${quoted(written)}, where a whole number is needed.`;
  }
}

function closeResult({ tally: counted, results }: Reading): void {
  const one = results.pop();
  if (one === undefined) return;
  const { name, message, outcome } = one;
  const failed = { name, message: message || `Outcome ${outcome}` };
  if (one.hasInner) {
    if (!PASSED.has(outcome) && !SKIPPED.has(outcome) && counted.failures() === one.failuresBefore) counted.undeclared(1, failed);
  } else if (PASSED.has(outcome)) counted.passed();
  else if (SKIPPED.has(outcome)) counted.skipped();
  else counted.failed(failed);
}

/** A crashed host leaves all results passed and all counters at 0: then only the outcome of the run tells of it. */
function declare({ tally: counted, declared, hasBroken }: Reading, outcome: string): void {
  const hasEnded = (FINE.has(outcome) && !hasBroken) || counted.failures() > 0;
  const lacking = Math.max(declared - counted.failures(), hasEnded ? 0 : 1);
  counted.undeclared(lacking, { name: 'the whole run', message: `The outcome of the run is ${outcome}, which none of its tests shows.` });
}
