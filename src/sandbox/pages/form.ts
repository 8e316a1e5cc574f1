/** The form of a promotion, made from the template that a repository would have, and the text that GitHub makes of what is filled in. */
import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import { parse } from 'yaml';
import { type Html, NOTHING } from '../../core/views/pages/words.ts';
import type { Repository } from '../index.ts';
import type { Page } from './frame.ts';
import { rendered } from './markdown.ts';
import { fullName, issuesPath } from './scene.ts';

interface Field {
  readonly type: 'markdown' | 'input' | 'textarea' | 'checkboxes';
  readonly id?: string;
  readonly attributes: {
    readonly label?: string;
    readonly value?: string;
    readonly description?: string;
    readonly placeholder?: string;
    readonly options?: readonly { readonly label: string }[];
  };
  readonly validations?: { readonly required?: boolean };
}

interface Template {
  readonly title: string;
  readonly labels: readonly string[];
  readonly body: readonly Field[];
}

/** The one we hand out; its shape is held by a test of its own. */
const TEMPLATE = parse(
  readFileSync(new URL('../../../templates/ISSUE_TEMPLATE/promotion.yml', import.meta.url), 'utf8'),
) as unknown as Template;

/** What is filled in already, by the ids of the fields: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query */
export function formPage(repo: Repository, filled: URLSearchParams): Page {
  const path = `${issuesPath(repo)}/new`;
  const example = exampleOf(repo);
  return {
    title: 'New promotion',
    main: html`<p class="quiet">In ${fullName(repo)}. <a href="${path}?${example}">Fill in an example</a></p>
<form class="request" method="post" action="${path}">
<label>Title <input name="title" value="${filled.get('title') ?? TEMPLATE.title}" required></label>
${TEMPLATE.body.map((field) => shown(field, filled))}
<div class="actions"><button>Submit new issue</button> <a href="${issuesPath(repo)}">Cancel</a></div></form>`,
  };
}

/** The newest release, on its first step. */
function exampleOf({ releases }: Repository): URLSearchParams {
  const { tag = 'v1.4.0', name } = releases.at(-1) ?? {};
  const subject = name?.split(' ').find((word) => word !== tag) ?? 'agent_orchestration';
  return new URLSearchParams({ subject, version: tag, to: 'staging', title: `Promote ${subject} to staging` });
}

function shown({ type, id = '', attributes, validations }: Field, filled: URLSearchParams): Html {
  const { label = '', value = '', description, placeholder = '', options = [] } = attributes;
  if (type === 'markdown') return html`<div class="markdown">${rendered(value)}</div>`;
  const hint = description === undefined ? NOTHING : html`<span class="quiet" id="about-${id}">${description}</span>`;
  if (type === 'checkboxes')
    return html`<fieldset><legend>${label}</legend>${hint}${options.map(
      (option, i) => html`<label class="tick"><input type="checkbox" name="${id}" value="${i}"> ${option.label}</label>`,
    )}</fieldset>`;
  const required = validations?.required ? html` required` : NOTHING;
  const given = filled.get(id) ?? '';
  const input =
    type === 'input'
      ? html`<input id="field-${id}" name="${id}" value="${given}" placeholder="${placeholder}" autocomplete="off" aria-describedby="about-${id}"${required}>`
      : html`<textarea id="field-${id}" name="${id}" rows="4" placeholder="${placeholder}" aria-describedby="about-${id}"${required}>${given}</textarea>`;
  return html`<div class="field"><label for="field-${id}">${label}${validations?.required ? html` <span class="quiet">(required)</span>` : NOTHING}</label>${hint}${input}</div>`;
}

/** assumed: an empty answer reads "_No response_", and boxes are listed whether they are ticked or not. */
export function issueFrom(form: URLSearchParams): { readonly title: string; readonly body: string; readonly labels: readonly string[] } {
  const sections = TEMPLATE.body.flatMap(({ type, id = '', attributes: { label = '', options = [] } }) => {
    if (type === 'markdown') return [];
    const ticked = form.getAll(id);
    const answer =
      type === 'checkboxes'
        ? options.map((option, i) => `- [${ticked.includes(String(i)) ? 'X' : ' '}] ${option.label}`).join('\n')
        : form.get(id)?.trim() || '_No response_';
    return [`### ${label}\n\n${answer}`];
  });
  return { title: form.get('title')?.trim() ?? '', body: sections.join('\n\n'), labels: TEMPLATE.labels };
}
