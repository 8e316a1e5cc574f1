/** What a bot without an App cannot do of what the rules ask for, in one line. */
import { isShared } from '../shared-account.ts';
import { code, enumerate, type Markdown, md } from './markdown.ts';
import type { Scene } from './scene.ts';

/** Undefined for an App, and where the rules ask for nothing that only an App can do. */
export function withoutApp({ seen, config }: Pick<Scene, 'seen' | 'config'>): Markdown | undefined {
  if (!isShared(seen.bot) || !config) return undefined;
  const unread = config.roles.filter(({ teams }) => teams.some((slug) => !seen.teams[slug])).map(({ name }) => code(name));
  const lacks = [
    ...(unread.length > 0 ? [md`read teams, so nobody holds ${enumerate(unread)} by a team (name people under \`users\`)`] : []),
    ...(config.project ? [md`move the card of \`project\` (remove it)`] : []),
  ];
  if (lacks.length === 0) return undefined;
  return md`🧩 **Without an App** a workflow's token cannot ${enumerate(lacks)}. Mend it in \`.github/promotion.yml\`, or install the App instead.`;
}
