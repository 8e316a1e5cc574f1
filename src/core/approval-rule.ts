/** Who must approve, as a rule: what is written, the roles in it, and the lists of people that satisfy it. */
import type { WrittenRule } from './config-schema.ts';

/** Who must approve: `count` different people of a role, or a combination. One person fills one place. */
export type Rule =
  | { readonly role: string; readonly count: number }
  | { readonly all: readonly Rule[] }
  | { readonly any: readonly Rule[] };

/** What is written, when it fits its schema. */
export function toRule(written: WrittenRule): Rule {
  if (typeof written === 'string') return { role: written, count: 1 };
  if (written.all) return { all: written.all.map(toRule) };
  if (written.any) return { any: written.any.map(toRule) };
  return { role: written.role ?? '', count: written.count ?? 1 };
}

/** The role names of a rule in the order written, once each. */
export function rolesOf(rule: Rule | 'none'): readonly string[] {
  if (rule === 'none') return [];
  if ('role' in rule) return [rule.role];
  return [...new Set(('all' in rule ? rule.all : rule.any).flatMap(rolesOf))];
}

/** Every list of roles that satisfies the rule, once for each needed approval. The config keeps this at 64 lists of 20. */
export function alternatives(rule: Rule): readonly (readonly string[])[] {
  if ('role' in rule) return [Array.from({ length: rule.count }, () => rule.role)];
  if ('any' in rule) return rule.any.flatMap(alternatives);
  return rule.all.map(alternatives).reduce((ways, further) => ways.flatMap((way) => further.map((more) => [...way, ...more])), [[]]);
}
