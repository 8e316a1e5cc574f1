/** Comments of issues: https://docs.github.com/en/rest/issues/comments */
import { addComment, deleteComment, editComment } from '../acts.ts';
import { commentJson } from '../json.ts';
import type { Comment } from '../model.ts';
import { authorOf, type Call, missing, paged, type RestAnswer, type Routes, repositoryOf } from './call.ts';
import { issueOf } from './issues.ts';

function commentOf(call: Call): Comment {
  const id = Number(call.param('comment_id'));
  const found = repositoryOf(call)
    .issues.flatMap((issue) => issue.comments)
    .find((one) => one.id === id);
  if (found === undefined) throw missing();
  return found;
}

const shown = (call: Call, comment: Comment, status = 200): RestAnswer => ({ status, body: commentJson(call.world, comment) });

/** Oldest first. */
function list(call: Call): RestAnswer {
  const since = call.query.get('since');
  const comments = issueOf(call).comments.filter((one) => since === null || Date.parse(one.updatedAt) >= Date.parse(since));
  return paged(call, comments, (comment) => commentJson(call.world, comment));
}

function create(call: Call): RestAnswer {
  return shown(call, addComment(call.world, authorOf(call), issueOf(call), { body: String(call.body['body']) }), 201);
}

function update(call: Call): RestAnswer {
  const comment = commentOf(call);
  editComment(call.world, authorOf(call), comment, String(call.body['body']));
  return shown(call, comment);
}

function remove(call: Call): RestAnswer {
  deleteComment(call.world, authorOf(call), commentOf(call));
  return { status: 204 };
}

const reads = { permission: 'issues', level: 'read' } as const;
const writes = { permission: 'issues', level: 'write' } as const;

export const commentRoutes: Routes = {
  'issues/list-comments': { needs: reads, run: list },
  'issues/get-comment': { needs: reads, run: (call) => shown(call, commentOf(call)) },
  'issues/create-comment': { needs: writes, createsContent: true, run: create },
  'issues/update-comment': { needs: writes, run: update },
  'issues/delete-comment': { needs: writes, run: remove },
};
