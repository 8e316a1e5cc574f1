/** The issues of a repository, the newest first. */
import { html } from 'hono/html';
import { empty } from '../../core/views/pages/layout.ts';
import { exact, type Html, NOTHING } from '../../core/views/pages/words.ts';
import { plural } from '../../core/views/scene.ts';
import type { Issue, Label, Repository } from '../index.ts';
import type { Page } from './frame.ts';
import { fullName, issuePath, issuesPath } from './scene.ts';

export function listPage(repo: Repository, shown: 'open' | 'closed'): Page {
  const issues = repo.issues.filter(({ pull }) => pull === null).toReversed();
  const open = issues.filter(({ state }) => state === 'OPEN');
  const closed = issues.filter(({ state }) => state === 'CLOSED');
  const tab = (name: 'open' | 'closed', count: number): Html =>
    html`<li><a href="${issuesPath(repo)}?state=${name}"${name === shown ? html` aria-current="page"` : ''}>${count} ${name}</a></li>`;
  const rows = shown === 'open' ? open : closed;
  return {
    title: `Issues of ${fullName(repo)}`,
    main: html`<div id="issues" data-live><div class="above-list"><nav aria-label="Open or closed" class="tabs"><ul>${tab('open', open.length)}${tab('closed', closed.length)}</ul></nav>
<a class="button" href="${issuesPath(repo)}/new">New promotion</a></div>
${rows.length === 0 ? empty(`No issue is ${shown}.`, 'Ask for a promotion: that opens one.') : html`<ul class="issues">${rows.map(line)}</ul>`}</div>`,
  };
}

const line = (
  issue: Issue,
): Html => html`<li>${mark(issue)}<div><a class="title" href="${issuePath(issue)}">${issue.title}</a> ${labels(issue.labels)}
<p class="quiet">#${issue.number} opened ${exact(issue.createdAt)} by ${issue.author?.login ?? 'ghost'} · ${plural(issue.comments.length, 'comment')}</p></div></li>`;

const STATES = {
  OPEN: 'Open',
  COMPLETED: 'Closed',
  NOT_PLANNED: 'Closed as not planned',
  REOPENED: 'Open',
  DUPLICATE: 'Closed as duplicate',
};

const stateOf = ({ state, stateReason }: Issue): string => (state === 'OPEN' ? STATES.OPEN : STATES[stateReason ?? 'COMPLETED']);

const mark = (issue: Issue): Html =>
  html`<span class="mark ${classOf(issue)}"><span aria-hidden="true">${issue.state === 'OPEN' ? '◉' : '✓'}</span><span class="hidden">${stateOf(issue)}</span></span>`;

const classOf = ({ state, stateReason }: Issue): string =>
  state === 'OPEN' ? 'open' : stateReason === 'NOT_PLANNED' ? 'dropped' : 'closed';

export const stateBadge = (issue: Issue): Html =>
  html`<span class="issue-state ${classOf(issue)}"><span aria-hidden="true">${issue.state === 'OPEN' ? '◉ ' : '✓ '}</span>${stateOf(issue)}</span>`;

/** The colour stands beside the name: not every colour can be read on, and pages may bring no styles of their own. */
export const labels = (all: readonly Label[]): Html =>
  all.length === 0
    ? NOTHING
    : html`<span class="labels">${all.map(
        ({ name, color }) =>
          html`<span class="label"><svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="#${color}"/></svg>${name}</span> `,
      )}</span>`;
