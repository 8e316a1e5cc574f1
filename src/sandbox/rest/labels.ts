/** Labels: https://docs.github.com/en/rest/issues/labels */
import { addLabels, createLabel, findLabel, removeLabels } from '../acts.ts';
import { labelJson } from '../json.ts';
import type { Issue, Label } from '../model.ts';
import { authorOf, type Call, missing, names, paged, type RestAnswer, type Routes, repositoryOf, text } from './call.ts';

/** A label that does not exist yet is made; assumed: grey. */
function labelsNamed(call: Call, issue: Issue, wanted: readonly string[]): Label[] {
  return wanted.map(
    (name) => findLabel(issue.repo, name) ?? createLabel(call.world, authorOf(call), issue.repo, { name, color: 'ededed' }),
  );
}

export function setLabels(call: Call, issue: Issue, wanted: readonly string[]): void {
  const labels = labelsNamed(call, issue, wanted);
  const by = authorOf(call);
  removeLabels(
    call.world,
    by,
    issue,
    issue.labels.filter((one) => !labels.includes(one)),
  );
  addLabels(call.world, by, issue, labels);
}

function issueOfPath(call: Call): Issue {
  const found = repositoryOf(call).issues.find((one) => one.number === Number(call.param('issue_number')));
  if (found === undefined) throw missing();
  return found;
}

const shown = (call: Call, issue: Issue): RestAnswer => ({ status: 200, body: issue.labels.map((label) => labelJson(call.world, label)) });

function listOfIssue(call: Call): RestAnswer {
  return paged(call, issueOfPath(call).labels, (label) => labelJson(call.world, label));
}

function set(call: Call): RestAnswer {
  const issue = issueOfPath(call);
  setLabels(call, issue, names(call, 'labels') ?? []);
  return shown(call, issue);
}

function add(call: Call): RestAnswer {
  const issue = issueOfPath(call);
  addLabels(call.world, authorOf(call), issue, labelsNamed(call, issue, names(call, 'labels') ?? []));
  return shown(call, issue);
}

function remove(call: Call): RestAnswer {
  const issue = issueOfPath(call);
  const label = issue.labels.find((one) => one.name.toLowerCase() === call.param('name').toLowerCase());
  if (label === undefined) throw missing();
  removeLabels(call.world, authorOf(call), issue, [label]);
  return shown(call, issue);
}

function create(call: Call): RestAnswer {
  const input = { name: String(call.body['name']), color: text(call, 'color') ?? 'ededed', description: text(call, 'description') ?? null };
  return { status: 201, body: labelJson(call.world, createLabel(call.world, authorOf(call), repositoryOf(call), input)) };
}

function get(call: Call): RestAnswer {
  const label = findLabel(repositoryOf(call), call.param('name'));
  if (label === undefined) throw missing();
  return { status: 200, body: labelJson(call.world, label) };
}

const reads = { permission: 'issues', level: 'read' } as const;
const writes = { permission: 'issues', level: 'write' } as const;

export const labelRoutes: Routes = {
  'issues/list-labels-for-repo': {
    needs: reads,
    run: (call) => paged(call, repositoryOf(call).labels, (label) => labelJson(call.world, label)),
  },
  'issues/get-label': { needs: reads, run: get },
  'issues/create-label': { needs: writes, run: create },
  'issues/list-labels-on-issue': { needs: reads, run: listOfIssue },
  'issues/add-labels': { needs: writes, run: add },
  'issues/set-labels': { needs: writes, run: set },
  'issues/remove-label': { needs: writes, run: remove },
};
