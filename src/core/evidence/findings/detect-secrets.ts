import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { startTally } from './tally.ts';

/**
 * `detect-secrets scan`, `detect-secrets-hook --json` and the baseline they keep: a secret is an error unless an audit wrote `is_secret: false` beside it.
 * The file is one of the repository, so a change can audit its own secrets away: where the base branch's copy is at hand, read against it.
 * https://github.com/Yelp/detect-secrets#auditing-a-baseline
 */
export const DETECT_SECRETS: JsonFormat<FindingsEvidence> = {
  name: 'detect-secrets',
  title: 'detect-secrets',
  of: 'json',
  isOne: (document) => isObject(valueAt(document, 'results')) && isList(valueAt(document, 'plugins_used')),
  read: (document) => readAudited(document, isAuditedAway),
};

/**
 * The same, but an audit counts only if `base`, the parsed copy of the branch that is promoted to, has it too: same file, type and hash, `is_secret: false`.
 * A base that is undefined (there is none yet) or no baseline audits nothing away.
 */
export function detectSecretsAgainst(base: unknown): JsonFormat<FindingsEvidence> {
  const known = new Set<string>();
  for (const [path, secrets] of Object.entries(objectAt(base, 'results'))) {
    for (const secret of isList(secrets) ? secrets.filter(isAuditedAway) : []) known.add(keyOf(path, secret));
  }
  return {
    ...DETECT_SECRETS,
    read: (document) => readAudited(document, (secret, path) => isAuditedAway(secret) && known.has(keyOf(path, secret))),
  };
}

const isAuditedAway = (secret: unknown): boolean => valueAt(secret, 'is_secret') === false;

const keyOf = (path: string, secret: unknown): string => JSON.stringify([path, textAt(secret, 'type'), textAt(secret, 'hashed_secret')]);

function readAudited(document: unknown, isAside: (secret: unknown, path: string) => boolean): Read<FindingsEvidence> {
  const tally = startTally();
  for (const [path, secrets] of Object.entries(objectAt(document, 'results'))) {
    if (!isList(secrets)) return wrongValue(`results.${path}`, secrets, 'a list of secrets');
    for (const secret of secrets) {
      const type = textAt(secret, 'type');
      if (type === undefined) return wrongValue(`results.${path}`, secret, 'a secret with its type');
      if (isAside(secret, path)) tally.setAside();
      else tally.add('error', () => ({ path, line: valueAt(secret, 'line_number'), rule: type, message: `${type} found` }));
    }
  }
  return ok(tally.whole({ format: 'detect-secrets' }));
}
