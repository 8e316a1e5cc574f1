/** Who tells the stories: the App; or, with TOLD_BY=action, the shipped Action in its place (`npm run stories:action`). */
import { test } from '@jest/globals';

export const byAction = process.env['TOLD_BY'] === 'action';

/** For a story about teams, which a run of a workflow cannot read, or about addresses of github.com, where a run knows only its own. */
export const testOfApp: typeof test = byAction ? (test.skip as typeof test) : test;

/** For the Action, roles by teams are roles by the people in them. */
export function forTeller(config: string, teams: Readonly<Record<string, readonly string[]>>): string {
  if (!byAction) return config;
  return config.replaceAll(/teams: \[([^\]]*)\]/g, (_, named: string) => {
    const people = named.split(',').flatMap((team) => teams[team.trim()] ?? []);
    return `users: [${people.join(', ')}]`;
  });
}
