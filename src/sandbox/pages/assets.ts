/** Files that the pages bring along: the looks of the dashboard, and what this GitHub adds to them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: string;
}

/** Each under a name that changes with what is in it, so that no browser keeps an old one. */
function asset(place: string, type: string): Asset {
  const body = readFileSync(new URL(place, import.meta.url), 'utf8');
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/sandbox/assets/${digest}/${place.split('/').at(-1)}`, type, body };
}

const STYLES = 'text/css; charset=utf-8';
export const LOOKS = asset('../../web/assets/dashboard.css', STYLES);
export const STYLE = asset('../assets/sandbox.css', STYLES);
export const SCRIPT = asset('../assets/sandbox.js', 'text/javascript; charset=utf-8');
export const ICON = asset('../assets/sandbox.svg', 'image/svg+xml');

export const ASSETS: readonly Asset[] = [LOOKS, STYLE, SCRIPT, ICON];
