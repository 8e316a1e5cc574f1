/** What machines do meanwhile, and the way to let them finish: time stands still here until it is let go by. */
import { html } from 'hono/html';
import { type Html, NOTHING } from '../../core/views/pages/words.ts';
import { runsOf } from '../actions/runs.ts';
import type { Issue, WorkflowRun, World } from '../index.ts';
import { issuePath } from './scene.ts';

const isUnderWay = ({ attempts }: WorkflowRun): boolean => attempts.at(-1)?.status !== 'completed';

export function atWork(world: World, issue: Issue): Html {
  const running = runsOf(world, issue.repo).filter((run) => isUnderWay(run) && run.inputs['promotion'] === String(issue.number));
  if (running.length === 0) return NOTHING;
  const names = running.map(({ workflow }) => workflow.path.split('/').at(-1)).join(', ');
  return html`<form class="note" method="post" action="/sandbox/time"><input type="hidden" name="here" value="${issuePath(issue)}">
<p>Machines are at work: ${names}. They take some minutes. <button class="small" name="seconds" value="300">Let 5 minutes go by</button></p></form>`;
}
