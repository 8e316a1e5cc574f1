/** New comments -> entries: what was said, by whom, and whether it counts. */
import { type Command, type CommandContext, type Refusal, readComment, type Spoken } from './command.ts';
import { commands } from './commands/index.ts';
import { nearest } from './config.ts';
import type { Entry } from './entry.ts';
import type { Facts } from './facts.ts';
import { step } from './fold.ts';
import type { Actor, Promotion } from './promotion.ts';
import { LONGEST_NOTES } from './request.ts';
import { err, type Result } from './result.ts';
import { rolesHeld } from './roles.ts';
import type { SeenComment } from './seen.ts';
import type { Verdict } from './verdict.ts';

/** Hears every command that was not heard before, oldest first, each in the state its predecessors left. */
export function hear(facts: Facts, verdict: Verdict, promotion: Promotion | undefined): readonly Entry[] {
  const entries: Entry[] = [];
  let current = promotion;
  for (const comment of facts.seen.comments) {
    const entry = hearOne(comment, facts, verdict, current);
    if (!entry) continue;
    entries.push(entry);
    current = step(current, entry);
  }
  return entries;
}

function hearOne(comment: SeenComment, facts: Facts, verdict: Verdict, promotion: Promotion | undefined): Entry | undefined {
  const { author: by, id, createdAt: at } = comment;
  // Bots, apps and deleted accounts are never listened to, so that nothing the bot itself quotes can come back as a command.
  if (by?.kind !== 'person' || facts.ledger.heard.has(id)) return undefined;
  const spoken = readComment(comment.body);
  if (!spoken) return undefined;
  const command = commands.find(({ verb }) => verb === spoken.verb);
  const meant = command ? undefined : meantVerb(spoken.verb);
  if (!command && meant === undefined) return undefined;
  const decided = command
    ? decide(command, spoken, comment, contextOf({ by, comment, facts, verdict, promotion }))
    : err<Refusal>({ code: 'unknown_command', facts: { meant: meant ?? '' } });
  if (decided.ok) return decided.value;
  return { kind: 'refused', at, by, comment: id, command: spoken.verb, code: decided.error.code, facts: { ...decided.error.facts } };
}

/** `/aprove` draws a hint; what other bots listen to does not concern this one. */
function meantVerb(verb: string): string | undefined {
  return nearest(
    verb,
    commands.map((command) => command.verb),
  );
}

/** What makes a comment no new statement of its author, whatever it says. */
function decide(command: Command, spoken: Spoken, comment: SeenComment, context: CommandContext): Result<Entry, Refusal> {
  if (comment.lastEditedAt !== undefined)
    return err({ code: 'comment_edited', facts: comment.editor ? { editor: comment.editor.login } : {} });
  if (comment.hidden) return err({ code: 'comment_hidden' });
  if (comment.viaEmail) return err({ code: 'comment_emailed' });
  if (spoken.text.length > LONGEST_NOTES) return err({ code: 'comment_too_long', facts: { longest: String(LONGEST_NOTES) } });
  const further = spoken.further.find((verb) => commands.some((known) => known.verb === verb));
  if (further !== undefined) return err({ code: 'ambiguous', facts: { first: spoken.verb, second: further } });
  return command.decide(spoken, context);
}

interface Speech {
  readonly by: Actor;
  readonly comment: SeenComment;
  readonly facts: Facts;
  readonly verdict: Verdict;
  readonly promotion: Promotion | undefined;
}

function contextOf({ by, comment, facts, verdict, promotion }: Speech): CommandContext {
  const { config } = facts.config;
  const held = config ? rolesHeld(config, facts.seen, by) : { roles: [], unknown: [] };
  const announcement = promotion?.round ? facts.ledger.announced.get(promotion.round.number) : undefined;
  return { promotion, verdict, by, comment: comment.id, at: comment.createdAt, held, announcement };
}
