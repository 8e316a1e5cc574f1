/** Issues: https://docs.github.com/en/rest/issues/issues */
import { editIssue, openIssue, setState } from '../acts.ts';
import { issueJson } from '../json.ts';
import type { Issue, StateReason } from '../model.ts';
import { authorOf, type Call, HttpError, names, paged, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';
import { setLabels } from './labels.ts';

/** The issue of the path: https://docs.github.com/en/rest/issues/issues#get-an-issue (410 when it was deleted) */
export function issueOf(call: Call): Issue {
  const repo = repositoryOf(call);
  const number = Number(call.param('issue_number'));
  const found = repo.issues.find((one) => one.number === number);
  if (found) return found;
  throw number > 0 && number < repo.nextNumber ? new HttpError(410, 'This issue was deleted') : new HttpError(404, 'Not Found');
}

const shown = (call: Call, issue: Issue, status = 200): RestAnswer => ({ status, body: issueJson(call.world, issue) });

/** `labels` asks for issues that carry ALL of them, newest first, open ones unless `state` says otherwise. */
function list(call: Call): RestAnswer {
  const state = call.query.get('state') ?? 'open';
  const labels = (call.query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const carries = (issue: Issue, name: string): boolean => issue.labels.some((one) => one.name.toLowerCase() === name.toLowerCase());
  const kept = repositoryOf(call).issues.filter(
    (issue) => (state === 'all' || issue.state.toLowerCase() === state) && labels.every((name) => carries(issue, name)),
  );
  return paged(call, kept.reverse(), (issue) => issueJson(call.world, issue));
}

function create(call: Call): RestAnswer {
  const title = String(call.body['title']);
  const issue = openIssue(call.world, authorOf(call), repositoryOf(call), {
    title,
    body: text(call, 'body') ?? '',
    labels: names(call, 'labels') ?? [],
  });
  return shown(call, issue, 201);
}

const REASONS: Readonly<Record<string, StateReason>> = { completed: 'COMPLETED', not_planned: 'NOT_PLANNED', duplicate: 'DUPLICATE' };

function update(call: Call): RestAnswer {
  const issue = issueOf(call);
  const by = authorOf(call);
  const [title, body, state] = ['title', 'body', 'state'].map((name) => text(call, name));
  editIssue(call.world, by, issue, { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) });
  const labels = names(call, 'labels');
  if (labels) setLabels(call, issue, labels);
  const reason = REASONS[text(call, 'state_reason') ?? ''];
  if (state === 'closed') setState(call.world, by, issue, { state: 'CLOSED', ...(reason ? { reason } : {}) });
  if (state === 'open') setState(call.world, by, issue, { state: 'OPEN' });
  return shown(call, issue);
}

const reads = { permission: 'issues', level: 'read' } as const;
const writes = { permission: 'issues', level: 'write' } as const;

export const issueRoutes: Routes = {
  'issues/get': { needs: reads, run: (call) => shown(call, issueOf(call)) },
  'issues/list-for-repo': { needs: reads, run: list },
  'issues/create': { needs: writes, createsContent: true, run: create },
  'issues/update': { needs: writes, run: update },
};
