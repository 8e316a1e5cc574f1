/** The dashboard on the server of everything else: Node's requests in, the routes behind them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { offPage } from '../../core/views/pages/say.ts';
import { htmlOf } from './answer.ts';
import { appOf } from './app.ts';
import { ASSETS } from './assets.ts';
import type { HouseParts } from './parts.ts';

export interface Pages {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Lets go of those who listen for changes, so that the server can end. */
  readonly close: () => void;
}

export function dashboardOf(parts: HouseParts): Pages {
  const { app, close } = appOf(parts);
  return { answer: answering(app), close };
}

/** What stands there while the dashboard is switched off. */
export function offDashboard(): Pages {
  const app = new Hono();
  app.get('/', (c) => htmlOf(c, offPage));
  for (const { path, type, body } of ASSETS) app.get(path, (c) => c.body(body, 200, { 'content-type': type }));
  return { answer: answering(app), close: () => {} };
}

function answering(app: Hono): Pages['answer'] {
  const listener = getRequestListener(app.fetch);
  return (request, response) => void listener(request, response);
}
