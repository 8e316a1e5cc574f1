/** The way from Node's requests to a server of Hono. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

export interface Pages {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets go of those who listen for changes, so that the server can end. */
  readonly close: () => void;
}

export function pagesOf(app: Hono, close: () => void): Pages {
  // Node's own `Request` and `Response` stay what they are for everybody else in this process.
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return { answer: (request, response) => void listener(request, response), close };
}
