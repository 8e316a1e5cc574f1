/** Pages of a few words: the way in, and what to do where there is nothing to see. */
import { html } from 'hono/html';
import type { Page } from './layout.ts';
import { withQuery } from './words.ts';

/** Nobody is signed in. @param next where to go afterwards. */
export const welcomePage = (next: string): Page => ({
  title: 'What runs where, what waits for whom, who approved what',
  main: html`<p>This dashboard shows the promotions of the repositories that you may read on GitHub, and no others.</p>
<p><a class="button" href="${withQuery('/auth/login', { next })}">Sign in with GitHub</a></p>
<p class="quiet">GitHub tells this server who you are and which repositories you may read. Nothing is written in your name.</p>`,
});

/** The dashboard is switched off. */
export const offPage: Page = {
  title: 'Promotion Bot is running',
  main: html`<p>It hears GitHub and answers on issues. Its dashboard is switched off.</p>
<p>To switch it on, take the client ID and a client secret from the settings page of the GitHub App, enter the callback URL
<code>https://…/auth/callback</code> there, and start this server with <code>GITHUB_CLIENT_ID</code>, <code>GITHUB_CLIENT_SECRET</code> and
<code>DASHBOARD_URL</code>. <code>docs/dashboard.md</code> has the steps.</p>`,
};

/** The same for what does not exist and for what may not be seen. */
export const missingPage: Page = {
  title: 'There is nothing here',
  main: html`<p>It does not exist, or GitHub does not let you read it. <a href="/environments">Go to the environments</a>.</p>`,
};

export const unknownPage: Page = {
  title: 'GitHub did not say what you may read',
  main: html`<p>Nothing is shown until it does. Please try again in a minute; <a href="https://www.githubstatus.com/">GitHub's status page</a> tells of outages.</p>`,
};

export const brokenPage: Page = {
  title: 'This page could not be made',
  main: html`<p>Nothing was changed. Please try again in a minute; the log of this server says why.</p>`,
};

/** A question that nobody can answer. */
export const misreadPage = (problems: readonly string[]): Page => ({
  title: 'This question could not be read',
  main: html`<ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`,
});

/** Signing in did not work. */
export const refusedPage = (sentence: string): Page => ({
  title: 'You are not signed in',
  main: html`<p>${sentence}</p><p><a class="button" href="/auth/login">Try again</a></p>`,
});
