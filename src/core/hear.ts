/** New comments -> entries: what was said, by whom, and whether it counts. */
import { type Command, type CommandContext, type Refusal, readComment, type Spoken } from './command.ts';
import { commands } from './commands/index.ts';
import { asked } from './commands/reviewer.ts';
import { nearest } from './config.ts';
import type { Entry, EntryOf } from './entry.ts';
import type { Facts } from './facts.ts';
import { step } from './fold.ts';
import { asideUpTo } from './panel-mark.ts';
import type { Actor, Promotion } from './promotion.ts';
import { LONGEST_NOTES } from './request.ts';
import { err, type Result } from './result.ts';
import { rolesHeld } from './roles.ts';
import type { SeenComment } from './seen.ts';
import { replacementOf, siteOf, targetOf } from './site.ts';
import type { Verdict } from './verdict.ts';

export interface Heard {
  readonly entries: readonly Entry[];
  /** Refusals that get no reply of their own: they are remembered on the panel, and written down with the next entries. */
  readonly aside: readonly EntryOf<'refused'>[];
}

/** Hears every command that was not heard before, oldest first, each in the state its predecessors left. */
export function hear(facts: Facts, verdict: Verdict, promotion: Promotion | undefined): Heard {
  const entries: Entry[] = [];
  const aside: EntryOf<'refused'>[] = [];
  const upTo = asideUpTo(facts.seen.comments, facts.seen.bot);
  let current = promotion;
  for (const comment of facts.seen.comments) {
    const entry = comment.id > upTo ? hearOne(comment, facts, verdict, current) : undefined;
    if (!entry) continue;
    const silent = withoutReply(entry, [...facts.ledger.entries, ...entries], facts);
    if (silent) aside.push(silent);
    else entries.push(entry);
    current = step(current, entry);
  }
  return { entries, aside };
}

/** Commands that were set aside by an earlier look and are in no ledger yet. */
export function setAside({ seen, ledger }: Facts): readonly EntryOf<'refused'>[] {
  const upTo = asideUpTo(seen.comments, seen.bot);
  return seen.comments.flatMap((comment) => {
    const { id, author: by, createdAt: at } = comment;
    if (id > upTo || by?.kind !== 'person' || ledger.heard.has(id)) return [];
    const command = spokenBy(comment)?.spoken.verb;
    return command === undefined ? [] : [{ kind: 'refused' as const, at, by, comment: id, command, code: 'set_aside' as const, facts: {} }];
  });
}

/**
 * The refusal that an entry becomes when it gets no reply: people without any role get none to a refusal and one to a question, others one
 * refusal a round. A reply to everything would let anybody flood the issue.
 */
function withoutReply(entry: Entry, before: readonly Entry[], facts: Facts): EntryOf<'refused'> | undefined {
  if (entry.kind !== 'refused' && entry.kind !== 'answered') return undefined;
  const { at, by, comment, command } = entry;
  const isOutsider = isOutside(by, facts);
  const round = before.slice(before.findLastIndex(({ kind }) => kind === 'round_opened') + 1);
  const had = round.some((one) => one.kind === entry.kind && one.by.id === by.id && (one.kind === 'refused' || one.command === command));
  if (entry.kind === 'refused') return had || (isOutsider && entry.code === 'no_role') ? entry : undefined;
  return had && isOutsider ? { kind: 'refused', at, by, comment, command, code: 'set_aside', facts: {} } : undefined;
}

/** Neither the requester nor anybody with a role, as far as roles can be read. */
function isOutside(by: Actor, { config: { config }, seen, promotion, ledger }: Facts): boolean {
  const held = config && rolesHeld(config, seen, by, ledger.owners);
  const isAsking = seen.issue.author?.id === by.id || (promotion !== undefined && asked(promotion, by.id));
  return held !== undefined && held.roles.length + held.unknown.length === 0 && !isAsking;
}

function hearOne(comment: SeenComment, facts: Facts, verdict: Verdict, promotion: Promotion | undefined): Entry | undefined {
  const { author: by, id, createdAt: at } = comment;
  // Bots, apps and deleted accounts are never listened to, so that nothing the bot itself quotes can come back as a command.
  if (by?.kind !== 'person' || facts.ledger.heard.has(id)) return undefined;
  const said = spokenBy(comment);
  if (!said) return undefined;
  const { spoken, command, meant } = said;
  const decided = command
    ? decide(command, spoken, comment, contextOf({ by, comment, facts, verdict, promotion }))
    : err<Refusal>({ code: 'unknown_command', facts: { meant: meant ?? '' } });
  if (decided.ok) return decided.value;
  return { kind: 'refused', at, by, comment: id, command: spoken.verb, code: decided.error.code, facts: { ...decided.error.facts } };
}

/** What a comment says to this bot: a command, or something so like one that it draws a hint. */
function spokenBy(
  comment: SeenComment,
): { readonly spoken: Spoken; readonly command: Command | undefined; readonly meant: string | undefined } | undefined {
  const spoken = readComment(comment.body);
  if (!spoken) return undefined;
  const command = commands.find(({ verb }) => verb === spoken.verb);
  const meant = command ? undefined : meantVerb(spoken.verb);
  return command || meant !== undefined ? { spoken, command, meant } : undefined;
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
    return err({
      code: 'comment_edited',
      facts: comment.editor ? { editor: comment.editor.login, editorId: String(comment.editor.id) } : {},
    });
  if (comment.hidden) return err({ code: 'comment_hidden' });
  if (comment.viaEmail) return err({ code: 'comment_emailed' });
  if (typeof comment.viaApp === 'number') return err({ code: 'comment_via_app', facts: { app: String(comment.viaApp) } });
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
  const held = config ? rolesHeld(config, facts.seen, by, facts.ledger.owners) : { roles: [], unknown: [] };
  const announcement = promotion?.round ? facts.ledger.announced.get(promotion.round.number) : undefined;
  const site = siteOf(facts, promotion);
  const place = { site, target: site && targetOf(site, facts), replacement: site && replacementOf(site, facts)?.number };
  return { promotion, verdict, by, comment: comment.id, at: comment.createdAt, held, ...place, announcement };
}
