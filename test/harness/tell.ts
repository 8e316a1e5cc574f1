import { afterEach } from '@jest/globals';
import type { BotMode } from './bot-mode.ts';
import { keepLaws } from './laws.ts';
import { type Setting, Story, TEAMS } from './story.ts';
import { byAction, forTeller } from './told-by.ts';

const running: BotMode[] = [];
// What a test does after its story is heard as well.
afterEach(async () => {
  for (const bot of running.splice(0)) await bot.close();
});

/** Tells a story, then holds it to the laws. */
export async function story(tell: (s: Story) => Promise<void>, setting: Setting = {}): Promise<Story> {
  const s = new Story(byAction ? await withAction(setting) : setting);
  await tell(s);
  // A process that remembers nothing learns from a first question what to ask.
  await keepLaws(s, byAction ? 2 : 1);
  return s;
}

async function withAction({ config, teams = TEAMS, ...setting }: Setting): Promise<Setting> {
  // The way of a run into the stories is loaded by those who need it.
  const { BotMode } = await import('./bot-mode.ts');
  return {
    ...setting,
    teams,
    config: config && forTeller(config, teams),
    instead: (about) => {
      const bot = new BotMode(about);
      running.push(bot);
      return bot;
    },
  };
}
