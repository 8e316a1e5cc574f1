/** What links of the bot lead to besides issues: files, commits, what lies between two, runs and workflows. As little of each as one wants to see. */
import { html } from 'hono/html';
import { exact, type Html, NOTHING } from '../../core/views/pages/words.ts';
import { runsOf } from '../actions/runs.ts';
import { findCommit, history } from '../git.ts';
import type { Repository, WorkflowRun, World } from '../index.ts';
import type { Commit } from '../model.ts';
import type { Page } from './frame.ts';
import { fullName, issuesPath } from './scene.ts';

/** Undefined for what is not there. @param path behind the name of the repository: `commit/abc`. */
export function thingPage(world: World, repo: Repository, path: string): Page | undefined {
  const [kind, ...rest] = path.split('/');
  const name = rest.join('/');
  if (kind === 'blob') return filePage(repo, rest);
  if (kind === 'commit') return commitPage(repo, name);
  if (kind === 'compare') return comparePage(repo, name);
  if (kind === 'actions' && rest[0] === 'runs') return runPage(world, repo, rest[1] ?? '');
  if (kind === 'actions' && rest[0] === 'workflows') return workflowPage(world, repo, rest[1] ?? '');
  return undefined;
}

function filePage(repo: Repository, [ref = '', ...segments]: readonly string[]): Page | undefined {
  const path = segments.join('/');
  const text = findCommit(repo, ref)?.files.get(path);
  return text === undefined
    ? undefined
    : { title: path, main: html`<p class="quiet">${fullName(repo)} at ${ref}</p><pre class="file"><code>${text}</code></pre>` };
}

const line = ({ sha, message, author, at, repo }: Commit): Html =>
  html`<li><a href="/${fullName(repo)}/commit/${sha}"><code>${sha.slice(0, 7)}</code></a> ${message} <span class="quiet">by ${author?.login ?? 'ghost'}, ${exact(at)}</span></li>`;

function commitPage(repo: Repository, name: string): Page | undefined {
  const commit = findCommit(repo, name);
  if (!commit) return undefined;
  const before = commit.parents[0] === undefined ? undefined : findCommit(repo, commit.parents[0]);
  const changed = [...new Set([...commit.files.keys(), ...(before?.files.keys() ?? [])])].filter(
    (path) => commit.files.get(path) !== before?.files.get(path),
  );
  const latest = [...new Map(commit.statuses.map((status) => [status.context, status])).values()];
  return {
    title: commit.message,
    main: html`<ul class="plain">${line(commit)}</ul>
<h2>Files</h2><ul class="plain">${changed.map((path) => html`<li><a href="/${fullName(repo)}/blob/${commit.sha}/${path}"><code>${path}</code></a></li>`)}</ul>
<h2>Statuses</h2>${
      latest.length === 0
        ? html`<p class="quiet">None.</p>`
        : html`<ul class="plain">${latest.map(({ context, state, description }) => html`<li><span class="state ${state === 'success' ? 'pass' : 'error'}">${state}</span> <code>${context}</code> ${description ?? ''}</li>`)}</ul>`
    }`,
  };
}

function comparePage(repo: Repository, names: string): Page | undefined {
  const [from, to] = names.split('...').map((name) => findCommit(repo, name));
  if (!from || !to) return undefined;
  const known = history(repo, from.sha);
  const between = [...history(repo, to.sha)].flatMap((sha) => (known.has(sha) ? [] : (findCommit(repo, sha) ?? [])));
  return {
    title: `${from.sha.slice(0, 7)}…${to.sha.slice(0, 7)}`,
    main: between.length === 0 ? html`<p>Nothing that was not there before.</p>` : html`<ul class="plain">${between.map(line)}</ul>`,
  };
}

const outcomeOf = ({ attempts }: WorkflowRun): string => attempts.at(-1)?.conclusion ?? attempts.at(-1)?.status ?? 'queued';

function runPage(world: World, repo: Repository, id: string): Page | undefined {
  const run = runsOf(world, repo).find((one) => String(one.id) === id);
  if (!run) return undefined;
  const outcome = outcomeOf(run);
  const inputs = Object.entries(run.inputs);
  const about = run.inputs['promotion'];
  return {
    title: run.title,
    main: html`<p><span class="state ${outcome === 'success' ? 'pass' : 'error'}">${outcome}</span> <span class="quiet">started by ${run.actor.login}, ${exact(run.createdAt)}</span></p>
${about === undefined ? NOTHING : html`<p><a href="${issuesPath(repo)}/${about}">For promotion #${about}</a></p>`}
<h2>Inputs</h2>${inputs.length === 0 ? html`<p class="quiet">None.</p>` : html`<dl class="inputs">${inputs.map(([name, value]) => html`<dt>${name}</dt><dd><code>${value}</code></dd>`)}</dl>`}`,
  };
}

function workflowPage(world: World, repo: Repository, file: string): Page | undefined {
  const runs = runsOf(world, repo).filter(({ workflow }) => workflow.path.split('/').at(-1) === file);
  if (runs.length === 0) return undefined;
  return {
    title: file,
    main: html`<ul class="plain">${runs.toReversed().map((run) => html`<li><span class="state ${outcomeOf(run) === 'success' ? 'pass' : 'error'}">${outcomeOf(run)}</span> <a href="/${fullName(repo)}/actions/runs/${run.id}">${run.title}</a> <span class="quiet">${exact(run.createdAt)}</span></li>`)}</ul>`,
  };
}
