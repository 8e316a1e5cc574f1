/** A row as the first record of a promotion: its issue, its entry, and what follows from them. */
import { settingsHash } from '../config.ts';
import type { Decision } from '../decide.ts';
import type { Effect } from '../effect.ts';
import type { EntryOf } from '../entry.ts';
import type { Facts } from '../facts.ts';
import { canonical, fingerprint } from '../fingerprint.ts';
import { step } from '../fold.ts';
import { asideUpTo } from '../panel-mark.ts';
import type { Terms } from '../promotion.ts';
import { judge } from '../verdict.ts';
import type { Row } from './rows.ts';

/** Undefined without rules: then there are no terms. */
export function importedEntry(row: Row, operator: string, facts: Facts): EntryOf<'imported'> | undefined {
  const { seen, digest, config } = facts;
  if (!config.config) return undefined;
  const { subject, environment, version, sha, since, found } = row;
  const terms: Terms = {
    subject: subject.name,
    version,
    sha,
    // By which way it came nobody knows.
    from: null,
    to: environment.name,
    config: settingsHash(digest, { config: config.config, subject, environment }),
    gates: digest(canonical({})),
  };
  const bound = { repo: seen.repo.id, issue: seen.issue.nodeId, round: 1, terms };
  const { source } = found;
  return { kind: 'imported', at: seen.at, by: seen.bot, operator, terms, fingerprint: fingerprint(digest, bound), since, source };
}

/** What an import decides: its entry, and nothing about what people may have said since. */
export function decisionOf(facts: Facts, entries: readonly EntryOf<'imported'>[]): Decision {
  const promotion = entries.reduce(step, facts.promotion);
  const aside = { upTo: asideUpTo(facts.seen.comments, facts.seen.bot), count: 0 };
  return { entries, promotion, verdict: judge({ ...facts, promotion }), aside, errands: [] };
}

const LABELLING: readonly Effect['kind'][] = ['create_label', 'set_labels'];

/**
 * In the order in which it is safe to stop: the label by which a server takes the issue for a promotion comes when everything stands in it,
 * and the closing, which servers hear, is last.
 */
export function stagesOf(effects: readonly Effect[]): readonly (readonly Effect[])[] {
  const labels = effects.filter(({ kind }) => LABELLING.includes(kind));
  const closing = effects.filter(({ kind }) => kind === 'close_issue');
  const others = effects.filter(({ kind }) => !LABELLING.includes(kind) && kind !== 'close_issue');
  // A label that has to be made first is put on by a request of its own.
  const ends = labels.some(({ kind }) => kind === 'create_label') ? [labels, closing] : [[...labels, ...closing]];
  return [others, ...ends].filter((stage) => stage.length > 0);
}

/** Before there is an entry: what shows that, and the entry itself. */
export const firstStage = (effects: readonly Effect[]): readonly Effect[] =>
  effects.filter(({ kind }) => kind === 'post_panel' || kind === 'edit_panel' || kind === 'append_ledger');
