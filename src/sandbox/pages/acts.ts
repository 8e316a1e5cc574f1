/** What a form of a page does in the world: a closed list, each as the person of the cast who sits there. */
import { Refusal } from '../acts.ts';
import type { Comment, Issue, Repository, World } from '../index.ts';
import { personOf } from '../people.ts';
import { issueFrom } from './form.ts';
import { mayClose, mayEdit } from './issue.ts';
import { issuePath } from './scene.ts';

export interface Act {
  readonly world: World;
  readonly login: string;
  readonly form: URLSearchParams;
}

/** Where to look at what was done; a sentence when it was not. */
export type Done = { readonly to: string } | { readonly sentence: string };

const NOT_YOURS = 'Only the author, and people who may write to the repository, may do this. Act as one of them.';

export function open({ world, login, form }: Act, repo: Repository): Done {
  const input = issueFrom(form);
  if (input.title === '') return { sentence: 'An issue needs a title.' };
  return tried(() => issuePath(personOf(world, login).opens(`${repo.owner.login}/${repo.name}`, input)));
}

/** A command stands before what is said, at the very start. */
export function say({ world, login, form }: Act, issue: Issue): Done {
  const said = [form.get('command') ?? '', form.get('body') ?? ''].filter((text) => text.trim() !== '').join(' ');
  if (said === '') return { sentence: 'Write something first, or press the button of a command.' };
  return tried(() => {
    const { id } = personOf(world, login).comments(issue, said);
    return `${issuePath(issue)}#issuecomment-${id}`;
  });
}

export function change({ world, login, form }: Act, what: Issue | Comment): Done {
  const me = personOf(world, login);
  if (!mayEdit(world, me.account, what)) return { sentence: NOT_YOURS };
  return tried(() => {
    const title = form.get('title')?.trim();
    if (what.kind === 'Issue' && title) me.renames(what, title);
    me.edits(what, form.get('body') ?? '');
    return what.kind === 'Issue' ? issuePath(what) : `${issuePath(what.issue)}#issuecomment-${what.id}`;
  });
}

export function turn({ world, login, form }: Act, issue: Issue): Done {
  const me = personOf(world, login);
  if (!mayClose(world, me.account, issue)) return { sentence: NOT_YOURS };
  return tried(() => {
    if (form.get('state') === 'open') me.reopens(issue);
    else me.closes(issue);
    return issuePath(issue);
  });
}

/** What GitHub refuses, it says why. */
function tried(act: () => string): Done {
  try {
    return { to: act() };
  } catch (error) {
    if (error instanceof Refusal) return { sentence: `${error.message}.` };
    throw error;
  }
}
