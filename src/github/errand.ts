/** What a request to GitHub asks for, as far as pacing and repeating it must know. */

export interface Errand {
  readonly method: string;
  readonly path: string;
  readonly graphql: boolean;
  /** Whether sending it twice changes nothing: reading, and asking for a token. */
  readonly repeatable: boolean;
  /** Content-creating operations it asks for. */
  readonly content: number;
}

const NOT_CODE = /"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g;
const MUTATION = /(?:^|\})\s*mutation\b/;
// Whether the aliased fields of one mutation count one by one is not documented; we take it that they do.
const CREATING_FIELD = /\b(?:create[A-Z]\w*|add\w*(?:Comment|Issue|Review|Thread))\s*\(/g;

function queryOf(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'query' in parsed ? String(parsed.query) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads an errand off a request as Octokit sends it; what cannot be read is taken for a write. */
export function understand(url: URL, init: RequestInit): Errand {
  const method = (init.method ?? 'GET').toUpperCase();
  const base = { method, path: url.pathname, graphql: false };
  if (method === 'GET' || method === 'HEAD' || url.pathname.endsWith('/access_tokens')) return { ...base, repeatable: true, content: 0 };
  if (!url.pathname.endsWith('/graphql')) return { ...base, repeatable: false, content: 1 };
  const code = queryOf(init.body)?.replace(NOT_CODE, '');
  // What cannot be read is taken for the more dangerous of the two.
  if (code === undefined) return { ...base, graphql: true, repeatable: false, content: 1 };
  if (!MUTATION.test(code)) return { ...base, graphql: true, repeatable: true, content: 0 };
  return { ...base, graphql: true, repeatable: false, content: code.match(CREATING_FIELD)?.length ?? 0 };
}
