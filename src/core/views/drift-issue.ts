/** The issue about a deployment that no promotion asked for. */
import type { Environment } from '../config.ts';
import type { Actor } from '../promotion.ts';
import { blocks, code, list, md, raw } from './markdown.ts';
import { commitLink, type Host, moment, person } from './scene.ts';

export interface Drift {
  readonly environment: Pick<Environment, 'name'>;
  readonly sha: string;
  readonly by: Actor | undefined;
  readonly at: string;
  /** Where it is told about; empty when nowhere. */
  readonly url: string;
}

export function driftIssue({ environment, sha, by, at, url }: Drift, seen: Host): { readonly title: string; readonly body: string } {
  const body = blocks(
    md`${person(by, seen)} deployed commit ${commitLink(sha, seen)} to ${code(environment.name)} on ${moment(at)}, and no promotion that is approved asks for that.${url === '' ? md`` : md` The deployment tells more: ${url}`}`,
    raw('### What this means'),
    md`What runs in ${code(environment.name)} is not what the promotions say. Nobody has reviewed it there, and nothing watches it.`,
    raw('### What to do'),
    list([
      md`To keep it: open a promotion of this commit to ${code(environment.name)}.`,
      md`To undo it: deploy the version again that was promoted last.`,
      md`To keep it from happening again: make Promotion Bot a deployment protection rule of ${code(environment.name)}, as its page on enforcing says.`,
    ]),
  );
  return { title: `Deployed to ${environment.name} without a promotion`, body: body.markdown };
}
