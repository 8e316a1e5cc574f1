/** The frame of every page. */
import { html } from 'hono/html';
import { type Html, NOTHING } from './words.ts';

/** What a page has to say. */
export interface Page {
  readonly title: string;
  readonly main: Html;
}

/** What stands around it. */
export interface Frame {
  /** Paths of the style sheet and of the script that keeps a page up to date; without a script it stays as it was. */
  readonly assets: { readonly style: string; readonly script: string | undefined; readonly icon: string };
  /** The path of this page, by which its entry in the menu is marked. */
  readonly path: string;
  /** Who looks; undefined for nobody. */
  readonly login: string | undefined;
  /** Paths of the menu; all of them for whoever is signed in, and none for anybody else, when undefined. */
  readonly menu?: readonly string[];
  /** What else there is to say below. */
  readonly note?: string;
}

const MENU: readonly (readonly [path: string, name: string])[] = [
  ['/environments', 'Environments'],
  ['/promotions', 'Promotions'],
  ['/waiting', 'Waiting for me'],
  ['/metrics', 'Metrics'],
  ['/audit', 'Audit'],
];

const isHere = (entry: string, path: string): boolean => path === entry || path.startsWith(`${entry}/`);

const menu = (path: string, shown: readonly string[] = MENU.map(([entry]) => entry)): Html =>
  html`<nav aria-label="Pages"><ul>${MENU.filter(([entry]) => shown.includes(entry)).map(
    ([entry, name]) => html`<li><a href="${entry}"${isHere(entry, path) ? html` aria-current="page"` : ''}>${name}</a></li>`,
  )}</ul></nav>`;

const account = (login: string): Html => html`<form class="account" method="post" action="/auth/logout">
<span class="quiet">Signed in as</span> <strong>${login}</strong> <button type="submit" class="plain">Sign out</button>
</form>`;

/** The whole page as text. */
export function layout({ title, main }: Page, { assets, path, login, menu: entries, note = '' }: Frame): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Promotion Bot</title>
<link rel="stylesheet" href="${assets.style}">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
${assets.script === undefined ? NOTHING : html`<script src="${assets.script}" defer></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<div class="bar">
<a class="brand" href="/"><img src="${assets.icon}" alt="" width="24" height="24"> Promotion Bot</a>
${login === undefined && entries === undefined ? NOTHING : menu(path, entries)}
${login === undefined ? NOTHING : account(login)}
</div>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
<footer><p>Nothing is decided here: requests and approvals are issues and comments on GitHub.${note}<span id="live" role="status"></span></p></footer>
</body>
</html>
`);
}

/** Links to the further rows of a list; nothing when there are none. */
export const pager = (first: string | undefined, next: string | undefined): Html =>
  first === undefined && next === undefined
    ? NOTHING
    : html`<nav class="pager" aria-label="Further pages">${first === undefined ? '' : html`<a href="${first}">Back to the newest</a>`}
${next === undefined ? '' : html`<a class="button" rel="next" href="${next}">Next page</a>`}</nav>`;

/** What a list says when it is empty. */
export const empty = (sentence: string, remedy: Html | string): Html =>
  html`<div class="empty"><p><strong>${sentence}</strong></p><p>${remedy}</p></div>`;
