/** One issue as people see it: the conversation, what was done between, and the box to answer in. */
import { html } from 'hono/html';
import { commands } from '../../core/commands/index.ts';
import { exact, type Html, NOTHING } from '../../core/views/pages/words.ts';
import { permissionOf } from '../access.ts';
import type { Comment, Issue, World } from '../index.ts';
import type { Account, TimelineEvent } from '../model.ts';
import { avatar, type Page } from './frame.ts';
import { labels, stateBadge } from './list.ts';
import { rendered } from './markdown.ts';
import { issuePath } from './scene.ts';
import { atWork } from './work.ts';

export interface IssueView {
  readonly issue: Issue;
  readonly me: Account;
  /** What is being changed: `issue`, or the number of a comment. */
  readonly editing: string | undefined;
}

export function issuePage(world: World, view: IssueView): Page {
  const { issue, me, editing } = view;
  const happened = [
    ...issue.comments.map((comment) => ({ at: comment.createdAt, order: 0, html: () => comments(world, comment, view) })),
    ...issue.timeline.map((event) => ({ at: event.at, order: event.actor?.kind === 'Bot' ? 1 : -1, html: () => eventLine(event) })),
  ].toSorted((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
  const stands = html`${stateBadge(issue)} <span><strong>${loginOf(issue.author)}</strong> opened this ${exact(issue.createdAt)}</span>`;
  return {
    title: `${issue.title} #${issue.number}`,
    main: html`<p class="lead" id="state" data-live>${stands} ${mayEdit(world, me, issue) ? html`<a href="${issuePath(issue)}?edit=issue">Edit</a>` : NOTHING}</p>
<div class="columns conversation">
<div>
<div id="thread" data-live>
${editing === 'issue' && mayEdit(world, me, issue) ? editIssue(issue) : card(issue, `issue-${issue.id}`, NOTHING)}
${happened.map((one) => one.html())}
${atWork(world, issue)}
</div>
${answerBox(world, view)}
</div>
<aside id="aside" data-live aria-label="About this issue"><h2>Labels</h2>${issue.labels.length === 0 ? html`<p class="quiet">None yet</p>` : labels(issue.labels)}
<h2>Participants</h2><p>${participants(issue).map((login) => html`<span class="who">${avatar(login)} ${login}</span> `)}</p></aside>
</div>`,
  };
}

const loginOf = (account: Account | null): string => account?.login ?? 'ghost';

const participants = ({ author, comments: all }: Issue): readonly string[] => [
  ...new Set([author, ...all.map((comment) => comment.author)].map(loginOf)),
];

/** Authors, and whoever may write to the repository. */
export const mayEdit = (world: World, me: Account, what: Issue | Comment): boolean =>
  what.author?.id === me.id || mayWrite(world, me, what.kind === 'Issue' ? what.repo : what.issue.repo);

const mayWrite = (world: World, me: Account, repo: Issue['repo']): boolean =>
  ['write', 'maintain', 'admin'].includes(permissionOf(world, repo, me) ?? '');

export const mayClose = (world: World, me: Account, issue: Issue): boolean =>
  issue.author?.id === me.id || mayWrite(world, me, issue.repo) || permissionOf(world, issue.repo, me) === 'triage';

type Said = Pick<Comment, 'author' | 'createdAt' | 'body' | 'lastEditedAt'>;

const card = (
  { author, createdAt, body, lastEditedAt }: Said,
  id: string,
  more: Html,
): Html => html`<article class="said${author?.kind === 'Bot' ? ' bot' : ''}" id="${id}" aria-label="${loginOf(author)} on ${createdAt}">
<header>${avatar(loginOf(author))} <strong>${loginOf(author)}</strong>${author?.kind === 'Bot' ? html` <span class="label">bot</span>` : NOTHING}
<a class="quiet" href="#${id}">${exact(createdAt)}</a>${lastEditedAt === null ? NOTHING : html`<span class="quiet" title="${lastEditedAt}">edited</span>`}${more}</header>
<div class="markdown">${body.trim() === '' ? html`<p class="quiet">No description provided.</p>` : rendered(body)}</div></article>`;

function comments(world: World, comment: Comment, { me, editing }: IssueView): Html {
  const path = issuePath(comment.issue);
  const id = `issuecomment-${comment.id}`;
  if (!mayEdit(world, me, comment)) return card(comment, id, NOTHING);
  if (editing !== String(comment.id))
    return card(
      comment,
      id,
      html`<a class="edit" href="${path}?edit=${comment.id}#${id}">Edit<span class="hidden"> the comment of ${loginOf(comment.author)}</span></a>`,
    );
  return html`<form class="said" id="${id}" method="post" action="${path}/comments/${comment.id}"><label>The comment of ${loginOf(comment.author)}
<textarea name="body" rows="10" required autofocus>${comment.body}</textarea></label>
<div class="actions"><button>Update comment</button> <a href="${path}#${id}">Cancel</a></div></form>`;
}

const editIssue = (issue: Issue): Html => html`<form class="said" method="post" action="${issuePath(issue)}/edit">
<label>Title <input name="title" value="${issue.title}" required></label>
<label>Text <textarea name="body" rows="24" autofocus>${issue.body}</textarea></label>
<div class="actions"><button>Update issue</button> <a href="${issuePath(issue)}">Cancel</a></div></form>`;

const EVENTS: Readonly<Record<TimelineEvent['kind'], string>> = {
  ClosedEvent: 'closed this',
  ReopenedEvent: 'reopened this',
  LabeledEvent: 'added',
  UnlabeledEvent: 'removed',
  CrossReferencedEvent: 'mentioned this in',
};

const eventLine = ({ kind, actor, at, label, source }: TimelineEvent): Html =>
  html`<p class="event"><strong>${loginOf(actor)}</strong> ${EVENTS[kind]} ${label ? labels([label]) : NOTHING}${
    source ? html`<a href="${issuePath(source)}">#${source.number}</a> ` : NOTHING
  }<span class="quiet">${exact(at)}</span></p>`;

/** What is said most often has a button of its own. */
const USUAL = ['approve', 'reject', 'why'];

function answerBox(world: World, { issue, me }: IssueView): Html {
  const path = issuePath(issue);
  const button = ({ verb, summary }: (typeof commands)[number]): Html =>
    html`<button class="${USUAL.includes(verb) ? 'small' : 'plain'}" name="command" value="/${verb}" title="${summary}">/${verb}</button> `;
  const isOpen = issue.state === 'OPEN';
  return html`<form class="said answer" id="issue-comment-box" method="post" action="${path}/comments" aria-label="Add a comment">
<label><span>${avatar(me.login)} Answer as <strong>${me.login}</strong></span>
<textarea name="body" rows="4" placeholder="What you say; a button puts its command before it"></textarea></label>
<div class="actions">${commands.filter(({ verb }) => USUAL.includes(verb)).map(button)}<span class="grow"></span>
${mayClose(world, me, issue) ? html`<button class="plain" name="state" value="${isOpen ? 'closed' : 'open'}" formaction="${path}/state">${isOpen ? 'Close issue' : 'Reopen issue'}</button>` : NOTHING}
<button class="plain" name="command" value="">Comment</button></div>
<details><summary>Everything else that can be said</summary><p>${commands.filter(({ verb }) => !USUAL.includes(verb)).map(button)}</p></details></form>`;
}
