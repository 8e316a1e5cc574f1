/** The frame of every page: who one is, what time it is, where things are, and that this is no GitHub. */
import { html } from 'hono/html';
import { type Html, NOTHING } from '../../core/views/pages/words.ts';
import { moment } from '../../core/views/scene.ts';
import { CAST, REPOSITORY } from '../cast.ts';
import { ICON, LOOKS, SCRIPT, STYLE } from './assets.ts';
import type { Scene } from './scene.ts';

export interface Page {
  readonly title: string;
  readonly main: Html;
}

/** Who looks at what. */
export interface Onlooker {
  /** Login of whom they act as. */
  readonly login: string;
  /** Path and query of this page, to come back to. */
  readonly here: string;
}

const TIMES: readonly (readonly [seconds: number, words: string])[] = [
  [300, '5 minutes'],
  [3_600, 'an hour'],
  [86_400, 'a day'],
];

/** The whole page as text. */
export function frame({ title, main }: Page, { login, here }: Onlooker, { world, dashboard }: Scene): string {
  return whole(
    title,
    html`<header>
<div class="bar">
<a class="brand" href="/${REPOSITORY}/issues"><img src="${ICON.path}" alt="" width="24" height="24"> Sandbox</a>
<nav aria-label="Pages"><ul>${menu(here)}</ul></nav>
${dashboard === undefined ? NOTHING : html`<p class="account"><a class="button" href="${dashboard}/">Open the dashboard</a></p>`}
</div>
<div class="desk"><div class="bar">
<form method="post" action="/sandbox/person" aria-label="Who you are"><input type="hidden" name="here" value="${here}">
<span class="quiet">You are</span> ${CAST.map((one) => person(one, login))}</form>
<form method="post" action="/sandbox/time" class="clock" aria-label="Time"><input type="hidden" name="here" value="${here}">
<span><span class="quiet">It is</span> <time id="now" data-live datetime="${world.clock.now()}">${moment(world.clock.now())}</time><span class="quiet">, let go by</span></span>
${TIMES.map(([seconds, words]) => html`<button class="plain" name="seconds" value="${seconds}">${words}</button> `)}</form>
</div></div>
</header>
<main id="main" tabindex="-1">
<h1>${title}</h1>
${main}
</main>
${footer}`,
  );
}

const whole = (title: string, body: Html): string =>
  String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Sandbox</title>
<link rel="stylesheet" href="${LOOKS.path}">
<link rel="stylesheet" href="${STYLE.path}">
<link rel="icon" href="${ICON.path}" type="image/svg+xml">
<script src="${SCRIPT.path}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
</body>
</html>
`);

const footer = html`<footer><p>This is no GitHub. It lives in the memory of this machine, only this machine reaches it, nobody is asked for a password, and it forgets everything when it ends.<span id="live" role="status"></span></p></footer>`;

/** A page before anybody is anybody: no menu, no bar. */
export const plainFrame = ({ title, main }: Page): string =>
  whole(title, html`<main id="main" tabindex="-1" class="narrow"><h1>${title}</h1>${main}</main>${footer}`);

function menu(here: string): Html {
  const entries: readonly (readonly [path: string, words: string])[] = [
    [`/${REPOSITORY}/issues`, 'Issues'],
    [`/${REPOSITORY}/issues/new`, 'New promotion'],
    [`/${REPOSITORY}/blob/main/.github/promotion.yml`, 'Rules'],
  ];
  const path = here.split('?')[0] ?? '';
  const nearest = entries.findLast(([entry]) => path === entry || path.startsWith(`${entry}/`))?.[0];
  return html`${entries.map(([entry, words]) => html`<li><a href="${entry}"${entry === nearest ? html` aria-current="page"` : ''}>${words}</a></li>`)}`;
}

const person = ({ login, who }: (typeof CAST)[number], me: string): Html =>
  html`<button class="plain person" name="login" value="${login}" title="${who}" aria-pressed="${login === me ? 'true' : 'false'}">${login}</button> `;

/** Letters instead of a picture. */
export const avatar = (login: string): Html =>
  html`<span class="avatar of-${[...login].reduce((sum, char) => sum + char.charCodeAt(0), 0) % 6}" aria-hidden="true">${login.slice(0, 1).toUpperCase()}</span>`;

/** Nothing of it can be done, and why. */
export const sorry = (title: string, sentence: string, back: string): Page => ({
  title,
  main: html`<p>${sentence}</p><p><a class="button" href="${back}">Go back</a></p>`,
});
