/** `go test -json` (`go doc test2json`): one event a line. Parents and subtests both count, as `go test` itself counts them. */
import { ok } from '../../result.ts';
import type { TestEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { LineFormat, LineReader, Read } from '../format.ts';
import { isObject, type JsonObject, parseJson, textAt } from '../json.ts';
import { type Tally, tally } from './tally.ts';

const EVENT =
  /^\{(?:"(?:Time|ImportPath)":"[^"]*",)*"Action":"(?:start|run|pause|cont|pass|bench|fail|output|skip|attr|artifacts|build-output|build-fail)"/m;

/** A package that did not compile makes no event before Go 1.24; alone it is all there is. */
const BROKEN = /^FAIL\s+(\S+)\s+\[(?:build|setup) failed\]/m;

export const GO_TEST: LineFormat<TestEvidence> = {
  name: 'go-test-json',
  title: 'go test -json',
  of: 'lines',
  isHead: (head) => EVENT.test(head) || BROKEN.test(head),
  read,
};

interface Package {
  failures: number;
  hasEnded: boolean;
  /** Tests that have begun and not ended. */
  readonly running: Set<string>;
  /** The first lines a running test printed. */
  readonly printed: Map<string, string>;
}

interface Reading {
  readonly tally: Tally;
  readonly packages: Map<string, Package>;
  readonly brokenBuilds: Set<string>;
  problem: Read<TestEvidence> | undefined;
}

function read(): LineReader<TestEvidence> {
  const reading: Reading = { tally: tally(), packages: new Map(), brokenBuilds: new Set(), problem: undefined };
  return {
    line: (line) => {
      if (reading.problem !== undefined || line.trim() === '') return;
      if (line.startsWith('{')) readEvent(reading, line);
      else readNoise(reading, line);
    },
    end: () => end(reading),
  };
}

/** What stands between events when the standard error is caught as well; before Go 1.24 only there a broken build is told. */
function readNoise({ tally: counted, brokenBuilds }: Reading, line: string): void {
  const broken = BROKEN.exec(line)?.[1];
  if (broken !== undefined) brokenBuilds.add(broken);
  else counted.warn(`a line that is no event: ${quoted(line)}`);
}

function readEvent(reading: Reading, line: string): void {
  const parsed = parseJson(line);
  if (!parsed.ok || !isObject(parsed.value)) {
    reading.problem = parsed.ok ? unreadable('malformed', `This line is no event of go test: ${quoted(line)}.`) : parsed;
    return;
  }
  const event = parsed.value;
  const action = textAt(event, 'Action') ?? '';
  const name = textAt(event, 'Package');
  if (action === 'build-fail') reading.brokenBuilds.add(packageOf(textAt(event, 'ImportPath') ?? ''));
  if (name === undefined) return;
  const one = reading.packages.get(name) ?? { failures: 0, hasEnded: false, running: new Set(), printed: new Map() };
  reading.packages.set(name, one);
  const test = textAt(event, 'Test');
  if (test) readTest(reading.tally, one, { action, name, test, event });
  else if (action === 'start') one.hasEnded = false;
  else if (END.has(action)) endPackage(reading, name, one, action);
}

const END: ReadonlySet<string> = new Set(['pass', 'fail', 'skip']);

/** `example.com/a [example.com/a.test]` */
const packageOf = (importPath: string): string => importPath.replace(/ \[.*$/, '');

interface TestEvent {
  readonly action: string;
  readonly name: string;
  readonly test: string;
  readonly event: JsonObject;
}

function readTest(counted: Tally, one: Package, { action, name, test, event }: TestEvent): void {
  if (action === 'run') {
    one.running.add(test);
    one.hasEnded = false;
  }
  if (action === 'output') listen(one, test, textAt(event, 'Output') ?? '');
  if (!END.has(action)) return;
  if (action === 'pass') counted.passed();
  else if (action === 'skip') counted.skipped();
  else fail(counted, one, name, test);
  one.running.delete(test);
  one.printed.delete(test);
}

function listen(one: Package, test: string, output: string): void {
  const printed = one.printed.get(test) ?? '';
  if (one.running.has(test) && printed.length < 500 && !/^\s*(?:===|---) /.test(output))
    one.printed.set(test, printed + output.slice(0, 500));
}

function fail(counted: Tally, one: Package, name: string, test: string): void {
  one.failures++;
  counted.failed({ name: `${name} ${test}`, message: one.printed.get(test) ?? '' });
}

/** A package that failed while tests were running took them with it (a panic, `os.Exit`). */
function endPackage({ tally: counted, brokenBuilds }: Reading, name: string, one: Package, action: string): void {
  if (action === 'fail') {
    for (const test of one.running) fail(counted, one, name, test);
    one.running.clear();
    if (one.failures === 0)
      counted.undeclared(1, { name, message: 'The package failed and none of its tests did: it did not compile, or it ended early.' });
    brokenBuilds.delete(name);
  }
  one.hasEnded = true;
}

function end({ tally: counted, packages, brokenBuilds, problem }: Reading): Read<TestEvidence> {
  if (problem !== undefined) return problem;
  const cut = [...packages].find(([, one]) => !one.hasEnded || one.running.size > 0)?.[0];
  if (cut !== undefined)
    return unreadable('cut_short', `The package ${quoted(cut)} has no end: the run was stopped, or the file was cut. Run the tests again.`);
  for (const name of brokenBuilds) {
    if ((packages.get(name)?.failures ?? 0) === 0) counted.undeclared(1, { name, message: 'The package did not compile.' });
  }
  return ok(counted.evidence(GO_TEST.name));
}
