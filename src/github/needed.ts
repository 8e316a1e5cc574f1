/** Which permission a refusal is about, where GitHub lets one tell: a token of a workflow does not say beforehand what it may do. */
import * as z from 'zod';
import type { Level, Permission } from '../core/granted.ts';
import { isPermission, permissionName } from '../core/views/granted.ts';
import { type GraphqlError, GraphqlRefused } from './graphql.ts';

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#resource-not-accessible : `actions=write`, alternatives after `;` */
const HEADER = 'x-accepted-github-permissions';
const refused = z.object({ status: z.literal(403), response: z.object({ headers: z.record(z.string(), z.unknown()) }) });

/** Parts of the question that show contents. */
export const OF_CONTENTS = /^(config|map|defaultBranchRef|commit|(tag|release)\d+)$/;

/** A sentence to follow what GitHub said; empty where it is about no permission. */
export function neededFor(error: unknown): string {
  const words = wanted(error).map(([permission, level]) => sentence(permission, level));
  return words.length === 0 ? '' : ` It needs ${[...new Set(words)].join(' and ')}.`;
}

/** What GitHub said, and what it wants. */
export function withNeed(error: Error): string {
  const need = neededFor(error);
  return need === '' || /[.!?]$/.test(error.message) ? `${error.message}${need}` : `${error.message}.${need}`;
}

type Need = readonly [string, string];

function wanted(error: unknown): readonly Need[] {
  if (error instanceof GraphqlRefused) return error.errors.flatMap((one) => (one.type === 'FORBIDDEN' ? [ofPart(one)] : []));
  const header = refused.safeParse(error).data?.response.headers[HEADER];
  const [first = ''] = typeof header === 'string' ? header.split(';') : [];
  return [...first.matchAll(/(\w+)=(\w+)/g)].map(([, permission = '', level = '']): Need => [permission, level]);
}

/** Everything else of the question, and everything that is written so, is about issues. */
function ofPart({ path = [] }: GraphqlError): readonly [Permission, Level] {
  if (path.at(-1) === 'status') return ['statuses', 'read'];
  if (path[0] === 'repository') return [OF_CONTENTS.test(String(path[1])) ? 'contents' : 'issues', 'read'];
  return ['issues', 'write'];
}

const isLevel = (level: string): level is Level => level === 'read' || level === 'write';

function sentence(permission: string, level: string): string {
  const name = isPermission(permission) && isLevel(level) ? permissionName(permission, level) : `${permission}: ${level}`;
  return `the permission "${name}" (in a workflow "${permission.replaceAll('_', '-')}: ${level}" under "permissions:")`;
}
