/** Issues that move to another repository: https://docs.github.com/en/issues/tracking-your-work-with-issues/administering-issues/transferring-an-issue-to-another-repository */
import { tell } from './hooks.ts';
import { issueJson, repositoryJson } from './json.ts';
import type { Account, Comment, Issue, Repository } from './model.ts';
import { nodeId, remember, type World } from './world.ts';

/**
 * Moves an issue with its comments, which stay as they were written. assumed: everything gets new ids, labels of the same name are kept, and
 * the old repository tells of `transferred`, the new one of `opened`.
 */
export function transferIssue(world: World, by: Account, issue: Issue, to: Repository): Issue {
  const id = world.nextId('issue');
  const moved: Issue = {
    ...issue,
    id,
    nodeId: nodeId('Issue', id),
    repo: to,
    number: to.nextNumber,
    labels: to.labels.filter(({ name }) => issue.labels.some((label) => label.name === name)),
    comments: [],
    timeline: [],
  };
  to.nextNumber += 1;
  to.issues.push(remember(world, moved));
  moved.comments = issue.comments.map((comment) => copyOf(world, comment, moved));
  const old = { issue: issueJson(world, issue), repository: repositoryJson(world, issue.repo) };
  const fresh = { issue: issueJson(world, moved), repository: repositoryJson(world, to) };
  issue.repo.issues = issue.repo.issues.filter((one) => one !== issue);
  for (const gone of [issue, ...issue.comments]) world.nodes.delete(gone.nodeId);
  tell(world, {
    event: 'issues',
    action: 'transferred',
    by,
    repo: issue.repo,
    about: { issue: old.issue, changes: { new_issue: fresh.issue, new_repository: fresh.repository } },
  });
  tell(world, {
    event: 'issues',
    action: 'opened',
    by,
    repo: to,
    about: { issue: fresh.issue, changes: { old_issue: old.issue, old_repository: old.repository } },
  });
  return moved;
}

function copyOf(world: World, comment: Comment, issue: Issue): Comment {
  const id = world.nextId('comment');
  return remember(world, { ...comment, id, nodeId: nodeId('IssueComment', id), issue });
}
