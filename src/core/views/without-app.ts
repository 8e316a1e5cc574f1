/** What a bot without an App cannot do of what the rules ask for, in one line. */
import type { Environment } from '../config.ts';
import { isShared } from '../shared-account.ts';
import { code, enumerate, type Markdown, md, raw } from './markdown.ts';
import type { Scene } from './scene.ts';

/** Undefined for an App, and where the rules ask for nothing that only an App can do. */
export function withoutApp({ seen, config }: Pick<Scene, 'seen' | 'config'>): Markdown | undefined {
  if (!isShared(seen.bot) || !config) return undefined;
  const unread = config.roles.filter(({ teams }) => teams.some((slug) => !seen.teams[slug])).map(({ name }) => code(name));
  const lacks = [
    ...(unread.length > 0 ? [md`teams cannot be read, so nobody holds ${enumerate(unread)} by one (name people under \`users\`)`] : []),
    ...(config.project ? [md`the card of \`project\` stays where it is`] : []),
    ...(config.environments.some(isProtected) ? [md`jobs do not wait for \`protected\` environments`] : []),
  ];
  if (lacks.length === 0) return undefined;
  return md`🧩 **Without an App:** ${raw(lacks.map(({ markdown }) => markdown).join('; '))}. Mend \`.github/promotion.yml\`, or install the App.`;
}

const isProtected = ({ settings }: Environment): boolean => settings['protected'] === true;
