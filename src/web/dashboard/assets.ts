/** Files that pages bring along, each under a name that changes with what is in it, so that browsers keep them for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

function asset(name: string, type: string): Asset {
  const body = readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8');
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/assets/${name.replace('.', `.${digest}.`)}`, type, body };
}

export const STYLE = asset('dashboard.css', 'text/css; charset=utf-8');
export const SCRIPT = asset('live.js', 'text/javascript; charset=utf-8');
export const ICON = asset('icon.svg', 'image/svg+xml');

export const ASSETS: readonly Asset[] = [STYLE, SCRIPT, ICON];
