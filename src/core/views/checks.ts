import type { Candidate, Met } from '../rule.ts';
import { evidenceText } from './entry.ts';
import { code, link, list, type Markdown, md, raw, text } from './markdown.ts';
import { commitLink, moment, plural, type Scene } from './scene.ts';

type Words = (met: Met) => Markdown;

const fact = ({ facts }: Met, name: string): string => facts[name] ?? '';

const WORDS: Readonly<Record<string, Words>> = {
  next_environment: (m) => md`${code(fact(m, 'to'))} is the next environment after ${code(fact(m, 'below'))}`,
  first_environment: (m) => md`${code(fact(m, 'to'))} is the first environment`,
  starts_below: (m) => md`${code(fact(m, 'below'))} is where versions start, so nothing has to arrive there first`,
  arrived_below: (m) =>
    fact(m, 'imported') === ''
      ? md`The same commit arrived in ${code(fact(m, 'below'))}: ${link(text('promotion'), m.url ?? '')}`
      : md`The same commit ran in ${code(fact(m, 'below'))} before: ${link(text('imported'), m.url ?? '')}, nobody approved it there`,
  on_branch: (m) => md`The commit is on ${code(fact(m, 'branch'))}`,
  tagged: (m) => md`${code(fact(m, 'version'))} is a tag`,
  released: (m) => md`${link(code(fact(m, 'version')), m.url ?? '')} is a published release`,
  prerelease: (m) => md`${link(code(fact(m, 'version')), m.url ?? '')} is a published release, marked as a prerelease`,
  version_written: (m) => md`${code(fact(m, 'path'))} of the commit says ${code(fact(m, 'version'))}`,
  published_in_file: (m) =>
    md`${code(fact(m, 'path'))} of the commit calls ${code(fact(m, 'version'))} PUBLISHED${fact(m, 'untagged') === '' ? md`` : md`; there is no tag of that version`}`,
  map_place: (m) =>
    md`${code(fact(m, 'file'))} has its place in ${code(fact(m, 'environment'))}: engine ${code(fact(m, 'engine'))}, project ${code(fact(m, 'project'))}, ${code(fact(m, 'region'))}`,
  map_step: (m) =>
    md`${code(fact(m, 'edge'))} of the map: ${plural(Number(fact(m, 'checks')), 'required check')}, each a gate here; ${fact(m, 'approval') === 'true' ? md`a person approves${fact(m, 'channel') === '' ? md`` : md`, asked in ${code(fact(m, 'channel'))}`}` : md`no approval by a person`}`,
  soaked: (m) => md`In ${code(fact(m, 'below'))} for ${fact(m, 'duration')} or longer, since ${moment(fact(m, 'since'))}`,
  no_blockers: () => md`No blockers named`,
  blockers_closed: (m) => md`Every blocker is closed: ${code(fact(m, 'numbers'))}`,
  rollback_plan: () => md`There is a rollback plan`,
  signed: (m) =>
    md`${fact(m, 'text')}: attested by ${fact(m, 'by')} on ${moment(fact(m, 'at'))}${m.facts['number'] === undefined ? md`` : md` in #${Number(m.facts['number'])}`}${fact(m, 'evidence') === '' ? '' : md`, ${evidenceText(fact(m, 'evidence'))}`}`,
  path_exists: (m) => md`The ${fact(m, 'what')} ${code(fact(m, 'path'))} is there`,
  dependency_arrived: (m) =>
    md`It depends on ${code(fact(m, 'dependency'))}, which ${fact(m, 'imported') === '' ? 'arrived' : 'was imported'} in ${code(fact(m, 'in'))} by #${fact(m, 'number')}`,
  gates_skipped: () => md`⚠️ **The quality gates are SKIPPED**: nothing was measured`,
  alone: (m) => md`No other open promotion of ${code(fact(m, 'subject'))} to ${code(fact(m, 'to'))}`,
};

/** What was found to be in order, each with its evidence. */
export function checks(candidate: Candidate, { seen, promotion, verdict }: Pick<Scene, 'seen' | 'promotion' | 'verdict'>): Markdown {
  const { subject, commit, version } = candidate;
  const round = promotion?.round;
  const done = [
    md`${code(subject.name)} is a known ${subject.kind}`,
    md`${code(version)} is commit ${commitLink(commit.sha, seen)}`,
    // Gates have a table of their own.
    ...verdict.met.filter(({ code: found }) => !found.startsWith('gate_')).map((met) => WORDS[met.code]?.(met) ?? code(met.code)),
    ...(round ? [md`Round ${round.number} has the fingerprint ${code(round.fingerprint.slice(0, 12))}`] : []),
  ];
  return list(done.map((item) => raw(`✅ ${item.markdown}`)));
}
