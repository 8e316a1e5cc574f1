/** Words about the board: what is missing there and what to do about it, and what a dry run says of it. */
import { cardLacks, type Lack } from '../card.ts';
import { isShared } from '../shared-account.ts';
import { permissionName } from './granted.ts';
import { blocks, code, link, list, type Markdown, md, raw, text } from './markdown.ts';
import type { Scene } from './scene.ts';

interface Place {
  /** "project 11 of acme", as a link when it could be read. */
  readonly name: Markdown;
  readonly owner: Markdown;
  /** What an owner does about a permission. */
  readonly grant: Markdown;
}
type Words = (place: Place, facts: Readonly<Record<string, string>>) => Markdown;

const RULES = raw('`.github/promotion.yml`');

const WORDS: Readonly<Record<Lack['code'], Words>> = {
  not_found: ({ name, owner, grant }) =>
    md`I cannot find ${name}. Check \`project\` in ${RULES}. If it is there, see that this App is installed on ${owner} and that ${grant}.`,
  forbidden: ({ name, grant }) => md`I may not see ${name}. See that ${grant}.`,
  read_only: ({ name, grant }) => md`I may see ${name} but not change it. See that ${grant}, and that the project lets the App write.`,
  owned_by_person: ({ name, owner }) =>
    md`${name} belongs to a person, ${owner}, and GitHub lets Apps reach boards of organizations only. Name a board of an organization under \`project\` in ${RULES}, or remove \`project\` there.`,
  no_column: ({ name }, { field = '' }) =>
    md`${name} has no field ${code(field)}. Add a single select field of that name with one option for each environment, or name another one as \`field\` under \`project\` in ${RULES}.`,
  column_type: ({ name }, { field = '' }) =>
    md`The field ${code(field)} of ${name} is no single select, so it has no columns. Name a single select field as \`field\` under \`project\` in ${RULES}.`,
  no_option: ({ name }, { field = '', value = '' }) =>
    md`The field ${code(field)} of ${name} has no option ${code(value)}. Add one of that name (capitals and emoji do not matter).`,
  wrong_type: ({ name }, { field = '', value = '' }) =>
    md`The field ${code(field)} of ${name} cannot hold ${code(value)}. Make it a text field, or rename it if it is meant for something else.`,
  archived: ({ name }) => md`The card on ${name} is archived, and GitHub lets nobody change it. Restore it there to have it follow.`,
  crowded: ({ name }) =>
    md`This issue is on so many boards that I cannot tell whether it is on ${name}. Remove it from those it does not need.`,
};

/** What is missing on the board; undefined when nothing is, or when the board does not matter yet. */
export function boardNote(scene: Scene): Markdown | undefined {
  if (!scene.promotion && !scene.asked.dryRun) return undefined;
  // Without an App no board can be reached, which is said elsewhere.
  if (isShared(scene.seen.bot)) return undefined;
  const lacks = cardLacks(scene);
  if (lacks.length === 0) return undefined;
  const place = placeOf(scene);
  const [only, ...more] = lacks.map((lack) => WORDS[lack.code](place, lack.facts));
  const again = md`The promotion itself goes on without it. When it is mended, say \`/why\` here and I look again.`;
  if (only && more.length === 0) return md`📋 **The board:** ${only} ${again}`;
  return blocks(md`📋 **The board** lacks something. ${again}`, list(only ? [only, ...more] : more));
}

/** One step of the plan of a dry run; undefined without a board that can be written. */
export function boardStep({ config, seen, verdict }: Scene, arrives: string): Markdown | undefined {
  if (!config?.project || seen.board?.state !== 'found' || !seen.board.writable || !verdict.candidate) return undefined;
  const { name } = placeOf({ config, seen });
  return md`The issue is put on ${name}; its ${code(config.project.field)} moves to ${code(arrives)} only when the promotion is PROMOTED.`;
}

function placeOf({ config, seen }: Pick<Scene, 'config' | 'seen'>): Place {
  const owner = config?.project?.owner ?? seen.repo.owner;
  const number = config?.project?.number ?? 0;
  const label = seen.board?.state === 'found' ? text(seen.board.title) : md`project ${number} of ${owner}`;
  const settings = md`the settings of this App's installation`;
  const grant = md`an owner of the organization accepts the permission **${permissionName('organization_projects', 'write')}** in ${seen.granted ? link(settings, seen.granted.settings) : settings}`;
  return { name: seen.board?.state === 'found' ? link(label, seen.board.url) : label, owner: text(owner), grant };
}
