/** Answers in plain text: a status, and a sentence that says what to do next. */
import type { ServerResponse } from 'node:http';

export interface Answer {
  /** HTTP status. */
  readonly status: number;
  readonly text: string;
  /** Further headers, by their lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A no to somebody whose request is not read any further: the connection ends with the answer. */
export const refusal = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  text,
  headers: { ...headers, connection: 'close' },
});

/** Sends an answer; nothing of the program itself, its version or its errors is in it. */
export function reply(response: ServerResponse, { status, text, headers = {} }: Answer): void {
  const body = Buffer.from(`${text}\n`);
  const own = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };
  response.writeHead(status, { ...own, 'content-length': String(body.length), ...headers }).end(body);
}
