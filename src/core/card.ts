/** The promotion on a board (Projects v2): what its card should show, minus what it shows. */
import { type Config, findEnvironment } from './config.ts';
import { caseless } from './config-nearest.ts';
import type { Effect } from './effect.ts';
import { measuredText } from './measured.ts';
import { hasEnded, type Instant, type Promotion, type Terms } from './promotion.ts';
import { blockers } from './rules/blockers.ts';
import type { BoardField, CardValue, Seen, SeenBoard } from './seen.ts';
import type { Verdict } from './verdict.ts';

/** What keeps the card from showing what it should, by code and facts; the words are made in `views/card.ts`. */
export interface Lack {
  readonly code:
    | Exclude<SeenBoard['state'], 'found'>
    | 'read_only'
    | 'no_column'
    | 'column_type'
    | 'no_option'
    | 'wrong_type'
    | 'archived'
    | 'crowded';
  readonly facts: Readonly<Record<string, string>>;
}

/** What is known of the promotion. */
export interface CardFacts {
  readonly seen: Seen;
  readonly config: Config | undefined;
  readonly promotion: Promotion | undefined;
  readonly verdict: Verdict;
}

interface Wish {
  readonly field: BoardField;
  /** What to show, under each name it may have as an option; the first is the one to write as text. */
  readonly names: readonly string[];
  /** Whether a missing option is worth a word. */
  readonly needed: boolean;
}

type Found = Extract<SeenBoard, { state: 'found' }>;

/** Puts the issue on the board once, and sets the fields that differ. A card that somebody took off after the end stays off. */
export function cardEffects(known: CardFacts, last: Instant | undefined): readonly Effect[] {
  const { seen, promotion, config } = known;
  const { board } = seen;
  if (!config?.project || !promotion || board?.state !== 'found' || !board.writable) return [];
  const { item, project } = board;
  if (item ? item.archived : board.crowded || !seen.issue.open) return [];
  const sets = wishes(known, board, last).flatMap(({ field, names }): readonly Effect[] => {
    const value = fitting(field, names);
    const shown = item?.values[field.id];
    return value === undefined || isSame(value, shown) ? [] : [{ kind: 'set_card', project, item: item?.id, field: field.id, value }];
  });
  return item ? sets : [{ kind: 'add_card', project }, ...sets];
}

/** What somebody has to mend on the board; nothing once the card need not move any more. */
export function cardLacks(known: CardFacts): readonly Lack[] {
  const { seen, config, promotion } = known;
  const { board } = seen;
  if (!config?.project || !board || (promotion && isDead(promotion))) return [];
  if (board.state !== 'found') return [lack(board.state)];
  if (!board.writable) return [lack('read_only')];
  if (board.item?.archived) return promotion && hasEnded(promotion) ? [] : [lack('archived')];
  if (!board.item && board.crowded) return [lack('crowded')];
  return [...columnLacks(board, config), ...wishes(known, board, seen.at).flatMap(wishLacks), ...arrivalLacks(known, board)];
}

const lack = (code: Lack['code'], facts: Lack['facts'] = {}): Lack => ({ code, facts });

/** Ended without success: the environment is as it was, and so is the card. */
const isDead = ({ status }: Promotion): boolean => status === 'REJECTED' || status === 'CANCELLED' || status === 'FAILED';

function columnLacks(board: Found, config: Config): readonly Lack[] {
  const name = columnName(config);
  const column = named(board, name);
  if (!column) return [lack('no_column', { field: name })];
  return column.type === 'option' ? [] : [lack('column_type', { field: column.name })];
}

function wishLacks({ field, names, needed }: Wish): readonly Lack[] {
  if (!needed || fitting(field, names) !== undefined) return [];
  const facts = { field: field.name, value: names[0] ?? '' };
  return [field.type === 'option' ? lack('no_option', facts) : lack('wrong_type', facts)];
}

/** Said before it is needed: the column the card moves to after success. */
function arrivalLacks(known: CardFacts, board: Found): readonly Lack[] {
  const { config, promotion } = known;
  const terms = termsOf(known);
  const column = config && named(board, columnName(config));
  if (!config || !terms || column?.type !== 'option' || (promotion && hasEnded(promotion))) return [];
  return wishLacks({ field: column, names: namesOf(config, terms.to), needed: true });
}

function wishes(known: CardFacts, board: Found, last: Instant | undefined): readonly Wish[] {
  const { config } = known;
  const column = config && named(board, columnName(config));
  const fields = Object.entries(furtherFields(known, last)).flatMap(([name, names]): readonly Wish[] => {
    const field = named(board, name);
    return !field || field === column || names.length === 0 ? [] : [{ field, names, needed: true }];
  });
  return [...(config && column?.type === 'option' ? columnWish(known, config, { board, column }) : []), ...fields];
}

/**
 * The column moves to the target only after success, and back after a rollback. Before that the card stands below; a column that is no
 * environment is people's own business, one that claims another environment is put right.
 */
function columnWish(known: CardFacts, config: Config, { board, column }: { board: Found; column: BoardField }): readonly Wish[] {
  const terms = termsOf(known);
  if (!terms) return [];
  const { promotion } = known;
  const below = terms.from === null ? [] : namesOf(config, terms.from);
  if (promotion?.status === 'PROMOTED') return [{ field: column, names: namesOf(config, terms.to), needed: true }];
  if (promotion?.status === 'ROLLED_BACK') return below.length === 0 ? [] : [{ field: column, names: below, needed: true }];
  const shown = board.item?.values[column.id];
  const option = shown?.type === 'option' ? column.options.find(({ id }) => id === shown.value) : undefined;
  const isFalse = option !== undefined && config.environments.some(({ name, aliases }) => matches(option.name, [name, ...aliases]));
  const isNew = shown === undefined && !(promotion && isDead(promotion) && board.item);
  return (isNew || isFalse) && below.length > 0 ? [{ field: column, names: below, needed: false }] : [];
}

/** Shown when the board has a field of that name. */
function furtherFields(known: CardFacts, last: Instant | undefined): Readonly<Record<string, readonly string[]>> {
  const { config, promotion } = known;
  const terms = termsOf(known);
  const arrived = promotion?.status === 'PROMOTED';
  const current = arrived ? terms?.to : terms?.from;
  const open = openBlockers(known);
  return {
    'Current stage': config && current ? namesOf(config, current) : [],
    'Target stage': config && terms ? namesOf(config, terms.to) : [],
    Blockers: open,
    'Blocker count': open,
    Coverage: coverage(known),
    'Last updated': last === undefined ? [] : [last.slice(0, 10)],
    Version: terms ? [terms.version] : [],
  };
}

/** How many of the blockers named are open; nothing while that was not looked up. */
function openBlockers({ seen, promotion, verdict }: CardFacts): readonly string[] {
  const { candidate } = verdict;
  if (!candidate || !promotion) return [];
  const numbers = blockers.needs?.({ ...candidate, request: promotion.request }).issues ?? [];
  if (!numbers.every((number) => seen.lookup.issues.includes(number))) return [];
  return [String(numbers.filter((number) => seen.issues[number]?.open !== false).length)];
}

/** What the gate of that name has measured of what is promoted; nothing before, and for another commit. */
function coverage({ promotion, verdict }: CardFacts): readonly string[] {
  const terms = termsOf({ promotion, verdict });
  const { gateRun } = promotion ?? {};
  if (!gateRun || gateRun.sha !== terms?.sha || gateRun.to !== terms.to) return [];
  const gate = gateRun.gates.find(({ name }) => name === 'coverage');
  const text = gate && measuredText(gate);
  return text === undefined ? [] : [text];
}

/** After an end the issue may ask for something else; the card stays with what was promoted. */
const termsOf = ({ promotion, verdict }: Pick<CardFacts, 'promotion' | 'verdict'>): Terms | undefined =>
  promotion?.round?.terms ?? (promotion && hasEnded(promotion) ? undefined : verdict.terms);

const columnName = ({ project }: Config): string => project?.field ?? '';

/** An environment under every name it has. */
function namesOf(config: Config, environment: string): readonly string[] {
  const known = findEnvironment(config, environment);
  return [environment, ...(known?.aliases ?? [])];
}

const named = ({ fields }: Found, name: string): BoardField | undefined => fields.find((field) => matches(field.name, [name]));

/** Undefined when the field cannot show it. */
function fitting({ type, options }: BoardField, names: readonly string[]): CardValue | undefined {
  const [text = ''] = names;
  if (type === 'text') return { type, value: text };
  if (type === 'number') return numberIn(text);
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { type, value: text } : undefined;
  const option = names.map((name) => options.find((one) => matches(one.name, [name]))).find((one) => one !== undefined);
  return type === 'option' && option ? { type, value: option.id } : undefined;
}

function numberIn(text: string): CardValue | undefined {
  const bare = text.replace(/%$/, '');
  return bare !== '' && Number.isFinite(Number(bare)) ? { type: 'number', value: Number(bare) } : undefined;
}

const isSame = (a: CardValue, b: CardValue | undefined): boolean => a.type === b?.type && a.value === b.value;

const matches = (written: string, names: readonly string[]): boolean => names.some((name) => plain(written) === plain(name));

const FOR_THE_EYE =
  /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\p{Variation_Selector}|\u200d|\u20e3|[\u{e0020}-\u{e007f}]/gu;

/** "🚀 Production " and "Staging 🟢" without what is there for the eye only: emoji, their joiners and keycaps, blanks around. */
export const plain = (written: string): string => caseless(written.replaceAll(FOR_THE_EYE, ''));
