/** The pages on the server of the API: what a browser asks for, and what programs do not. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { isOauth } from '../oauth.ts';
import { findRepository } from '../world.ts';
import { appOf } from './app.ts';
import type { Scene } from './scene.ts';
import { AUTHORIZE } from './sign-in.ts';

export type { Scene } from './scene.ts';

export interface Pages {
  /** Whether it is a page; the API answers everything else. */
  readonly takes: (request: IncomingMessage, url: URL) => boolean;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => void;
}

export function pagesOf(scene: Scene): Pages {
  const { app, close } = appOf(scene);
  const listener = getRequestListener(app.fetch);
  return {
    takes: ({ headers, method }, url) => {
      if (headers.authorization !== undefined) return false;
      if (url.pathname === AUTHORIZE) return method === 'GET' && !url.searchParams.has('login');
      const [, owner = '', name = ''] = url.pathname.split('/');
      // Whoever asks for a page to look at is a person, whatever the API has under the same path.
      const isPerson = headers.accept?.includes('text/html') === true && method === 'GET' && !isOauth({ url });
      return isPerson || owner === 'sandbox' || findRepository(scene.world, owner, name) !== undefined;
    },
    answer: (request, response) => void listener(request, response),
    close,
  };
}
