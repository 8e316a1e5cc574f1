import type { Understood } from '../understand.ts';
import { code, link, list, type Markdown, md, raw, text } from './markdown.ts';
import { commitLink, type Scene } from './scene.ts';

/** What was found to be in order, each with its evidence. */
export function checks(understood: Understood, { seen, promotion }: Pick<Scene, 'seen' | 'promotion'>): Markdown {
  const { subject, environment, below, commit, version, proof } = understood;
  const order = below
    ? md`${code(environment.name)} is the next environment after ${code(below.name)}`
    : md`${code(environment.name)} is the first environment`;
  const arrived = proof
    ? md`The same commit arrived in ${code(below?.name ?? '')}: ${link(text('promotion'), proof.url)}`
    : below
      ? md`${code(below.name)} is where versions start, so nothing has to arrive there first`
      : undefined;
  const done = [
    md`${code(subject.name)} is a known ${subject.kind}`,
    md`${code(version)} is commit ${commitLink(commit.sha, seen)}`,
    order,
    ...(arrived ? [arrived] : []),
    md`No other open promotion of ${code(subject.name)} to ${code(environment.name)}`,
    ...(promotion?.round
      ? [md`Round ${promotion.round.number} has the fingerprint ${code(promotion.round.fingerprint.slice(0, 12))}`]
      : []),
  ];
  return list(done.map((item) => raw(`✅ ${item.markdown}`)));
}
