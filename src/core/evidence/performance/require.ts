/** The sentences of `require:`, as k6 writes thresholds: `http_req_duration p(95) < 300ms`. */
import { err, ok, type Result } from '../../result.ts';
import type { TimeUnit } from './dialect.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==';

export interface Requirement {
  /** As written: a metric, or a metric and a statistic of it. */
  readonly name: string;
  readonly operator: Operator;
  readonly limit: number;
  /** `%` is a hundredth; none is the unit the tool itself counts in. */
  readonly unit: TimeUnit | '%' | undefined;
}

const SENTENCE = /^(.*\S)\s*(<=|>=|==|<|>)\s*([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(ns|us|ms|s|%)?$/i;
const OPERATORS: readonly Operator[] = ['<', '<=', '>', '>=', '=='];
const UNITS = ['ns', 'us', 'ms', 's', '%'] as const;

/** Errors: a sentence that says what was found and how it is written. */
export function parseRequirement(text: string): Result<Requirement, string> {
  const [, name, sign, number, suffix] = SENTENCE.exec(text.trim()) ?? [];
  const operator = OPERATORS.find((one) => one === sign);
  const limit = Number(number);
  if (name === undefined || operator === undefined || !Number.isFinite(limit))
    return err(
      `"${text.slice(0, 120)}" is no requirement. Write metric, statistic, <, <=, >, >= or ==, and a number with ms, s, % or no unit: http_req_duration p(95) < 300ms`,
    );
  return ok({ name, operator, limit, unit: UNITS.find((one) => one === suffix?.toLowerCase()) });
}
