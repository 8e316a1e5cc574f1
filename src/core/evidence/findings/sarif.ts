import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import { quoted, unreadable } from '../feed.ts';
import type { JsonFormat, Read, Unfold } from '../format.ts';
import { isList, isObject, type JsonObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { inOnePiece } from '../json-parts.ts';
import { pathOf, sarifMessage } from './sarif-place.ts';
import { levelOf, type RuleFinder, ruleFinder } from './sarif-rule.ts';
import { severityOf } from './sarif-severity.ts';
import { startTally, type Tally, type Told } from './tally.ts';

/**
 * SARIF 2.1.0: a result counts when it is of kind `fail` (the default), not gone since the baseline, and not suppressed. A run that did not succeed, or has
 * no `results`, did not finish; a log without runs neither. Severities come from `security-severity`, and are known when each run that found something has
 * one. https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
export const SARIF: JsonFormat<FindingsEvidence> = {
  name: 'sarif',
  title: 'SARIF',
  of: 'json',
  isOne: (document) =>
    isObject(document) &&
    'runs' in document &&
    (textAt(document, 'version') !== undefined || /sarif/i.test(textAt(document, '$schema') ?? '')),
  read: (document) => readSarif(document, inOnePiece),
  readParts: readSarif,
};

function readSarif(document: unknown, unfold: Unfold): Read<FindingsEvidence> {
  const version = valueAt(document, 'version');
  if (version !== '2.1.0')
    return unreadable('malformed', `This is SARIF ${quoted(String(version))}, and 2.1.0 is needed: let the tool write that version.`);
  const runs = valueAt(document, 'runs');
  if (!isList(runs)) return wrongValue('runs', runs, 'a list of runs');
  const tally = startTally();
  if (runs.length === 0) tally.couldNot(() => ({ message: 'The log has no run: no tool looked at anything' }));
  let hasSeverities = true;
  for (const [n, run] of runs.entries()) {
    if (!isObject(run)) return wrongValue(`runs[${n}]`, run, 'a run');
    const took = takeRun(run, { tally, unfold, place: `runs[${n}]` });
    if (!took.ok) return took;
    hasSeverities &&= took.value !== 'unrated';
  }
  // Biome and oxlint list no file, whether there were any or not.
  const emptyIsAmbiguous = runs.every((run) => listAt(run, 'artifacts').length === 0);
  return ok(tally.whole({ format: 'sarif', hasSeverities, emptyIsAmbiguous, weighsUnrated: true }));
}

/** Whether a run found something, and rated any of it. */
type Took = 'nothing' | 'rated' | 'unrated';

interface Taking {
  readonly tally: Tally;
  readonly unfold: Unfold;
  readonly place: string;
}

function takeRun(run: JsonObject, { tally, unfold, place }: Taking): ReadOf<Took> {
  const { results } = run;
  const notDone = takeInvocations(run, tally);
  if (!isList(results)) {
    if (results !== undefined && results !== null) return wrongValue(`${place}.results`, results, 'a list of results');
    if (notDone === 0) tally.couldNot(() => ({ message: 'A run has no results: the tool did not get as far as looking' }));
    return ok('nothing');
  }
  const around = { run, rules: ruleFinder(run), tally };
  let took: Took = 'nothing';
  let before = 0;
  for (const some of unfold(results)) {
    const taken = takeResults(around, some, (n) => `${place}.results[${before + n}]`);
    if (!taken.ok) return taken;
    if (took !== 'rated' && taken.value !== 'nothing') took = taken.value;
    before += some.length;
  }
  return ok(took);
}

function takeResults(around: Around, results: readonly unknown[], placeOf: (n: number) => string): ReadOf<Took> {
  let took: Took = 'nothing';
  for (let n = 0; n < results.length; n++) {
    const result = results[n];
    if (!isObject(result)) return wrongValue(placeOf(n), result, 'a result');
    if (!isCounted(result, around.tally)) continue;
    const isRated = addResult(around, result);
    if (took !== 'rated') took = isRated ? 'rated' : 'unrated';
  }
  return ok(took);
}

type ReadOf<T> = Extract<Read, { ok: false }> | { readonly ok: true; readonly value: T };

/** `kind` other than `fail` is no finding; `absent` is one that is gone; suppressed is one for which every suppression is accepted, which is the default. */
function isCounted(result: JsonObject, tally: Tally): boolean {
  const { kind, baselineState, suppressions } = result;
  if ((kind !== undefined && kind !== 'fail') || baselineState === 'absent') return false;
  const isSuppressed =
    isList(suppressions) &&
    suppressions.length > 0 &&
    suppressions.every((one) => isObject(one) && (one['status'] ?? 'accepted') === 'accepted');
  if (isSuppressed) tally.setAside();
  return !isSuppressed;
}

interface Around {
  readonly run: JsonObject;
  readonly rules: RuleFinder;
  readonly tally: Tally;
}

function addResult({ run, rules, tally }: Around, result: JsonObject): boolean {
  const rule = rules(result);
  const severity = severityOf(rule, result);
  const told = (): Told => {
    const place = valueAt(listAt(result, 'locations')[0], 'physicalLocation');
    return {
      path: pathOf(valueAt(place, 'artifactLocation'), run),
      line: valueAt(valueAt(place, 'region'), 'startLine'),
      rule: textAt(result, 'ruleId') ?? textAt(valueAt(result, 'rule'), 'id') ?? textAt(rule, 'id'),
      message: sarifMessage(valueAt(result, 'message'), rule),
    };
  };
  tally.add(levelOf(result, rule), told, severity);
  return severity !== undefined;
}

/** A run that did not succeed is one problem at least; a notification of level `error` says that the results are incomplete (3.58.6). */
function takeInvocations(run: JsonObject, tally: Tally): number {
  let notDone = 0;
  for (const invocation of listAt(run, 'invocations')) {
    const said = [...listAt(invocation, 'toolExecutionNotifications'), ...listAt(invocation, 'toolConfigurationNotifications')];
    const errors = said.filter((notification) => valueAt(notification, 'level') === 'error');
    const hasFailed =
      valueAt(invocation, 'executionSuccessful') === false || textAt(invocation, 'processStartFailureMessage') !== undefined;
    for (const one of errors) tally.couldNot(() => toldOf(one, run));
    if (hasFailed && errors.length === 0)
      tally.couldNot(() => ({ message: textAt(invocation, 'exitCodeDescription') ?? 'The tool says that its run did not succeed' }));
    notDone += errors.length + (hasFailed ? 1 : 0);
  }
  return notDone;
}

function toldOf(notification: unknown, run: JsonObject): Told {
  const place = valueAt(listAt(notification, 'locations')[0], 'physicalLocation');
  return {
    path: pathOf(valueAt(place, 'artifactLocation'), run),
    line: valueAt(valueAt(place, 'region'), 'startLine'),
    message: sarifMessage(valueAt(notification, 'message'), undefined),
  };
}
