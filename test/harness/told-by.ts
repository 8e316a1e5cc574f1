/** Who tells the stories: the App; or, with TOLD_BY=action, the shipped Action in its place (`npm run stories:action`). */
export const byAction = process.env['TOLD_BY'] === 'action';

/** For the Action, roles by teams are roles by the people in them. */
export function forTeller(config: string, teams: Readonly<Record<string, readonly string[]>>): string {
  if (!byAction) return config;
  return config.replaceAll(/teams: \[([^\]]*)\]/g, (_, named: string) => {
    const people = named.split(',').flatMap((team) => teams[team.trim()] ?? []);
    return `users: [${people.join(', ')}]`;
  });
}
