/** What `security-severity` says: a score as GitHub code scanning reads it, or a word. */
import type { Severity } from '../evidence.ts';
import { type JsonObject, valueAt } from '../json.ts';

/** Scores up from. https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object */
const SCORES: readonly (readonly [from: number, severity: Severity])[] = [
  [9, 'critical'],
  [7, 'high'],
  [4, 'medium'],
];
const WORDS: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
]);
const SCORE = /^\s*\d{1,2}(?:\.\d+)?\s*$/;

/** Of the rule, or else of the result; undefined where neither says anything. What says something nobody can read weighs as `critical`. */
export function severityOf(rule: unknown, result: JsonObject): Severity | undefined {
  const said = ratingOf(rule) ?? ratingOf(result);
  if (said === undefined || said === null || said === '') return undefined;
  const score = typeof said === 'number' ? said : typeof said === 'string' && SCORE.test(said) ? Number(said) : undefined;
  if (score === undefined) return (typeof said === 'string' ? WORDS.get(said.trim().toLowerCase()) : undefined) ?? 'critical';
  return SCORES.find(([from]) => score >= from)?.[1] ?? 'low';
}

const ratingOf = (value: unknown): unknown => valueAt(valueAt(value, 'properties'), 'security-severity');
