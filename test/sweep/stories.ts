/** More short stories for the long sweeps, and what tells a sample from a sweep. */
import type { Sandbox } from '../../src/sandbox/index.ts';
import { GATES_CONFIG, GREEN, judgedBy, withGates } from '../harness/gates.ts';
import { CONFIG, form, REPO } from '../harness/story.ts';
import { says, TALES, type Tale, theIssue } from '../harness/tales.ts';

/** `npm run sweep` sets it; without it a sample is told. */
export const isLong = process.env['SWEEP'] === 'long';

export const opens =
  (to: string, more: Parameters<typeof form>[0] = {}) =>
  (world: Sandbox): unknown =>
    world.as('alice').opens(REPO, { title: 'Promote', body: form({ to, ...more }), labels: ['promotion'] });

/** Another version than the one of the form. */
export function newerVersion(world: Sandbox): void {
  world.as('alice').pushes(REPO, { 'README.md': '# Shop, newer\n' });
  world.as('alice').tags(REPO, 'v1.5.0');
}

export function deletesNewest(login: string, by: string) {
  return (world: Sandbox): unknown => {
    const said = theIssue(world).comments.findLast(({ author }) => author?.login === login);
    if (!said) throw new Error(`${login} has said nothing`);
    return world.as(by).deletes(said);
  };
}

export const edits =
  (login: string, asked: Parameters<typeof form>[0]) =>
  (world: Sandbox): unknown =>
    world.as(login).edits(theIssue(world), form({ to: 'staging', ...asked }));

/** Gates are switched on, with a runner behind them that finds everything in order. */
const switchesGatesOn = (world: Sandbox): void => {
  world.as('alice').pushes(REPO, { '.github/promotion.yml': GATES_CONFIG });
  withGates(world, judgedBy(GREEN));
};

const writesConfig = (text: string) => (world: Sandbox) => world.as('alice').pushes(REPO, { '.github/promotion.yml': text });

export const STORIES: Readonly<Record<string, Tale>> = {
  ...TALES,
  'held and gone on with': [
    opens('staging'),
    says('alice', '/hold wait'),
    says('bob', '/approve'),
    says('carol', '/approve'),
    says('bob', '/resume'),
  ],
  'another version after an approval': [opens('staging'), says('bob', '/approve'), newerVersion, edits('alice', { version: 'v1.5.0' })],
  'an approval is deleted': [opens('staging'), says('bob', '/approve'), deletesNewest('bob', 'eve'), says('carol', '/approve')],
  'closed by hand and opened again': [
    opens('staging'),
    (world) => world.as('alice').closes(theIssue(world)),
    (world) => world.as('alice').reopens(theIssue(world)),
  ],
  'the rules break and are mended': [
    opens('staging'),
    writesConfig('version: 2\n'),
    says('bob', '/approve'),
    writesConfig(CONFIG),
    says('bob', '/approve again'),
  ],
  'gates are run, and approved': [switchesGatesOn, opens('staging'), says('bob', '/approve'), says('carol', '/approve')],
  'gates are run again': [switchesGatesOn, opens('staging'), says('alice', '/retry'), says('bob', '/approve')],
  'a wrong request is mended': [opens('stagin'), edits('alice', { to: 'staging' }), says('bob', '/why')],
};
