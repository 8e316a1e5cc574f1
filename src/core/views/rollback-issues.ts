/** The two issues that follow a rollback: what happened, and what is to be mended. */
import type { Rollback } from '../promotion.ts';
import type { Seen } from '../seen.ts';
import type { Site } from '../site.ts';
import { blocks, code, excerpt, list, md, raw, text } from './markdown.ts';
import { commitLink, moment, person } from './scene.ts';

export interface RollbackPlace {
  readonly site: Site;
  readonly rollback: Rollback;
  readonly seen: Seen;
}

interface Words {
  readonly title: string;
  readonly body: string;
}

const reasonOf = ({ reason }: Rollback) => (reason === '' ? undefined : excerpt(reason, 1_500, 'the promotion'));

/** `Rollback {component} from {stage}`: seed 001 names it so. */
export function rollbackIssue({ site: { terms }, rollback, seen }: RollbackPlace): Words {
  const { target, by, at } = rollback;
  const back = target
    ? md`${text(target.version)} (${commitLink(target.sha, seen)}) runs there again; #${target.issue} had ${target.imported ? 'imported it: nobody approved it here' : 'promoted it'}.`
    : md`No earlier version is known that was deployed there and worked.`;
  const body = blocks(
    md`${code(terms.subject)} ${text(terms.version)} (${commitLink(terms.sha, seen)}) was taken back from ${code(terms.to)}, ${by ? md`by ${person(by, seen)}` : md`by the bot`}, beginning on ${moment(at)}.`,
    raw('### Why'),
    reasonOf(rollback) ?? md`*No reason was given.*`,
    raw('### What runs now'),
    back,
    raw('### What is left to do'),
    list([
      md`Read the audit trail of #${seen.issue.number}, where every step is written down.`,
      md`Close this issue when everybody who has to know does.`,
    ]),
  );
  return { title: `Rollback ${terms.subject} from ${terms.to}`, body: body.markdown };
}

export function fixIssue({ site: { terms }, rollback, seen }: RollbackPlace): Words {
  const body = blocks(
    md`${code(terms.subject)} ${text(terms.version)} (${commitLink(terms.sha, seen)}) was rolled back from ${code(terms.to)} by #${seen.issue.number}:`,
    reasonOf(rollback),
    list([
      md`Find the cause, and mend it in a new version.`,
      md`Promote that version as usual: open a new promotion.`,
      md`The commit above is quarantined. Promoting exactly it again needs \`/release-quarantine <reason>\` on the new promotion, by somebody who may approve it.`,
    ]),
  );
  return { title: `Fix ${terms.subject} ${terms.version}, rolled back from ${terms.to}`, body: body.markdown };
}
