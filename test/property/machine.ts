/** The pure core as a machine: deeds change what GitHub shows, a pass lets the bot react. Nothing is changed in place, so histories share beginnings. */
import { readConfig } from '../../src/core/config.ts';
import { type Decision, decide } from '../../src/core/decide.ts';
import type { Entry } from '../../src/core/entry.ts';
import type { Facts, ReadConfig } from '../../src/core/facts.ts';
import { fold } from '../../src/core/fold.ts';
import { panelMark } from '../../src/core/panel-mark.ts';
import { mayClose, type Promotion } from '../../src/core/promotion.ts';
import { readRequest, writeRequest } from '../../src/core/request.ts';
import type { Seen, SeenComment, SeenTeam } from '../../src/core/seen.ts';
import { commit, configWith, later, PEOPLE, REQUEST, SEEN, SHA } from '../core/facts-builder.ts';
import { type Book, notary } from './books.ts';
import type { Deed, RuleName, Who } from './deeds.ts';

const RULES: Readonly<Record<RuleName, string>> = { both: configWith('{ all: [tech-lead, qa] }'), qa: configWith('qa') };
const BROKEN = 'version: 2';
const CONFIGS: ReadonlyMap<string, ReadConfig> = new Map([...Object.values(RULES), BROKEN].map((text) => [text, readConfig(text)]));

/** What GitHub shows, and the id of the next comment. */
export interface World {
  readonly seen: Seen;
  readonly next: number;
  readonly rule: RuleName;
  readonly book: Book;
}

export interface Passed {
  readonly world: World;
  readonly facts: Facts;
  readonly decision: Decision;
}

/** A request of alice's was just opened. */
export const opened = (rule: RuleName, book: Book): World => ({ seen: ruledBy(SEEN, RULES[rule]), next: 1_001, rule, book });

const ruledBy = (seen: Seen, text: string): Seen => ({ ...seen, config: { blob: text, bytes: text.length, text } });

export function factsOf({ seen, book }: World): Facts {
  const ledger = book.read(seen);
  const promotion = fold(ledger.entries);
  const config = CONFIGS.get(seen.config?.text ?? '') ?? { problems: [{ code: 'config_missing', place: 'config' }] };
  const asked = readRequest(seen.issue, { begun: promotion?.request, edited: seen.issue.editor !== undefined, config: config.config });
  return { seen, config, asked, ledger, promotion, others: [], records: [], digest: notary.digest };
}

/** The bot looks, decides, and writes: panel, ledger, and the closing at an end. */
export function pass(before: World): Passed {
  const facts = factsOf(before);
  const decision = decide(facts);
  const world = closing(ledger(panel(before, decision), facts, decision.entries), decision.promotion);
  return { world, facts, decision };
}

function panel(world: World, { aside }: Decision): World {
  const { seen } = world;
  const body = panelMark(aside.upTo);
  const [existing] = seen.comments;
  if (existing?.author?.id !== seen.bot.id) return { ...saying(world, 'bot', body) };
  return existing.body === body ? world : changing(world, existing.id, { body, lastEditedAt: seen.at, editor: seen.bot });
}

const ledger = (world: World, { seen, ledger: before }: Facts, entries: readonly Entry[]): World =>
  entries.length === 0 ? world : saying(world, 'bot', world.book.write(seen, before, entries));

function closing(world: World, promotion: Promotion | undefined): World {
  const { issue, at, bot } = world.seen;
  if (!promotion || !mayClose(promotion) || !issue.open) return world;
  return { ...world, seen: { ...world.seen, issue: { ...issue, open: false, closed: { at, by: bot } } } };
}

function saying(world: World, who: Who | 'bot', body: string): World {
  const { seen, next: id } = world;
  const said = { id, nodeId: `C_${id}`, body, author: PEOPLE[who], createdAt: seen.at, viaEmail: false, hidden: false };
  return {
    ...world,
    next: id + 1,
    seen: { ...seen, comments: [...seen.comments, { ...said, lastEditedAt: undefined, editor: undefined }] },
  };
}

const changing = (world: World, id: number, more: Partial<SeenComment>): World => ({
  ...world,
  seen: { ...world.seen, comments: world.seen.comments.map((one) => (one.id === id ? { ...one, ...more } : one)) },
});

/** A minute later, somebody has done something. */
export function happens(before: World, deed: Deed): World {
  const world = { ...before, seen: later(before.seen) };
  switch (deed.kind) {
    case 'says':
      return saying(world, deed.who, `/${deed.verb}${deed.verb === 'hold' ? ' for now' : ''}`);
    case 'version':
      return asking(world, deed.who, ({ version }) => ({ version: version === 'v1' ? 'v2' : 'v1' }));
    case 'notes':
      return asking(world, 'alice', ({ notes }) => ({ notes: notes === REQUEST.notes ? 'Fixes JIRA-2' : REQUEST.notes }));
    case 'spoils':
    case 'deletes':
      return meddling(world, deed.kind);
    case 'closes':
    case 'reopens':
      return turning(world, deed.kind === 'reopens');
    default:
      return { ...world, ...surroundings(world, deed.kind) };
  }
}

function asking(world: World, who: Who, change: (now: typeof REQUEST) => Partial<typeof REQUEST>): World {
  const { issue } = world.seen;
  const now = readRequest(issue, { edited: true }).request ?? REQUEST;
  return { ...world, seen: { ...world.seen, issue: { ...issue, body: writeRequest({ ...now, ...change(now) }), editor: PEOPLE[who] } } };
}

function meddling(world: World, how: 'spoils' | 'deletes'): World {
  const { seen } = world;
  const said = seen.comments.findLast(({ body, lastEditedAt }) => body === '/approve' && lastEditedAt === undefined);
  if (!said) return world;
  if (how === 'spoils') return changing(world, said.id, { lastEditedAt: seen.at, editor: PEOPLE.eve });
  return { ...world, seen: { ...seen, comments: seen.comments.filter((one) => one !== said) } };
}

function turning(world: World, open: boolean): World {
  const { issue, at } = world.seen;
  if (issue.open === open) return world;
  const event = { at, by: PEOPLE.eve };
  return { ...world, seen: { ...world.seen, issue: { ...issue, open, ...(open ? { reopened: event } : { closed: event }) } } };
}

const has = ({ members }: SeenTeam, id: number): boolean => members.some((member) => member.id === id);

function surroundings(
  { seen, rule }: World,
  kind: 'role lost' | 'role unread' | 'rule changed' | 'config broken' | 'tag moved' | 'looks',
): Partial<World> {
  const { 'tech-leads': leads, qa, ...others } = seen.teams;
  switch (kind) {
    case 'role lost': {
      const members =
        leads && has(leads, PEOPLE.bob.id) ? leads.members.filter(({ id }) => id !== PEOPLE.bob.id) : SEEN.teams['tech-leads']?.members;
      return { seen: { ...seen, teams: { ...seen.teams, 'tech-leads': { id: 1, members: members ?? [] } } } };
    }
    case 'role unread': {
      const readable = { ...others, ...(leads ? { 'tech-leads': leads } : {}) };
      return { seen: { ...seen, teams: qa ? readable : { ...readable, ...(SEEN.teams['qa'] ? { qa: SEEN.teams['qa'] } : {}) } } };
    }
    case 'rule changed': {
      const changed = rule === 'both' ? 'qa' : 'both';
      return { rule: changed, seen: seen.config?.text === BROKEN ? seen : ruledBy(seen, RULES[changed]) };
    }
    case 'config broken':
      return { seen: ruledBy(seen, seen.config?.text === BROKEN ? RULES[rule] : BROKEN) };
    case 'tag moved':
      return { seen: { ...seen, tags: { ...seen.tags, v1: commit(seen.tags['v1']?.sha === SHA.first ? SHA.second : SHA.first) } } };
    default:
      return {};
  }
}
