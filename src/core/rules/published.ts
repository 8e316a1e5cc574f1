import { FIELDS } from '../request.ts';
import { type Candidate, type Finding, mend, met, type Named, type Rule } from '../rule.ts';
import type { SeenCommit, SeenRelease } from '../seen.ts';
import { readVersion, semverIn } from '../version.ts';
import { readVersionFile, STANDINGS } from '../version-file.ts';
import { versionSource } from '../version-source.ts';

/**
 * What counts as published: agents need a published GitHub Release, or where a file names the version that it says PUBLISHED there;
 * components any commit. `published:` of the subject says otherwise. A release is deprecated when its name or a line of its notes begins with
 * that word.
 */
export const published: Rule = {
  name: 'published',
  needs: (named) => {
    const wanted = readVersion(named.request.version, named.subject);
    return wanted.kind === 'tag' && standard(named) === 'release' ? { releases: wanted.names } : {};
  },
  judge: (candidate, { seen }) => {
    const { tag, version } = candidate;
    const asked = standard(candidate);
    const written = [
      ...writtenIn(candidate, candidate.commit, asked === 'file'),
      ...(asked === 'file' ? withdrawn(candidate, seen.head) : []),
    ];
    if (written.some(({ kind }) => kind === 'mend') || asked === 'file' || asked === 'commit') return written;
    const place = FIELDS.version;
    const facts = { version, subject: candidate.subject.name };
    if (candidate.subject.kind === 'agent' && tag !== undefined && semverIn(tag, candidate.subject.name) === undefined)
      return mend({ code: 'not_semver', place, facts });
    if (tag === undefined) return mend({ code: asked === 'release' ? 'not_a_release' : 'not_a_tag', place, facts });
    if (asked === 'tag') return [...written, ...met('tagged', facts)];
    const release = seen.releases[tag];
    return release ? [...written, ...judgeRelease(candidate, release)] : mend({ code: 'no_release', place, facts });
  },
};

/** A file never changes in its commit, so who withdraws a version says so on the default branch: what stands there of the same version counts too. */
function withdrawn(candidate: Candidate, head: SeenCommit | undefined): readonly Finding[] {
  const { subject, commit, version } = candidate;
  const source = versionSource(subject);
  const now = source && head && head.sha !== commit.sha ? readVersionFile(head.versionFile, source, subject.name) : undefined;
  if (!head || !now?.ok || now.value.version !== semverIn(version, subject.name)) return [];
  return writtenIn(candidate, head, true).filter(({ kind }) => kind === 'mend');
}

/** What the file of a commit says of the version; nothing where none is named. */
function writtenIn({ subject, request, tag }: Candidate, commit: SeenCommit, isStanding: boolean): readonly Finding[] {
  const source = versionSource(subject);
  if (!source) return [];
  const read = readVersionFile(commit.versionFile, source, subject.name);
  if (!read.ok) return mend(read.error);
  const { version, status } = read.value;
  const facts = { version, path: source.path, subject: subject.name, status: status ?? '', asked: request.version };
  const asked = semverIn(request.version, subject.name);
  const isUntagged = asked !== undefined && tag === undefined;
  const problem = { place: FIELDS.version, facts };
  if (asked !== undefined && asked !== version) return mend({ code: 'version_differs', ...problem });
  if (!isStanding) return met('version_written', facts);
  const standing = STANDINGS.find((one) => one === status?.toUpperCase());
  if (standing === 'PUBLISHED') return met('published_in_file', { ...facts, untagged: isUntagged ? 'true' : '' });
  if (standing !== undefined) return mend({ code: standing === 'DRAFT' ? 'draft_in_file' : 'deprecated_in_file', ...problem });
  return mend({ code: status === undefined ? 'no_standing' : 'unknown_standing', ...problem });
}

function judgeRelease({ version, subject }: Candidate, release: SeenRelease) {
  const facts = { version, subject: subject.name };
  const code = release.draft ? 'draft_release' : isDeprecated(release) ? 'deprecated_release' : undefined;
  if (code !== undefined) return mend({ code, place: FIELDS.version, facts });
  return met(release.prerelease ? 'prerelease' : 'released', facts, release.url);
}

const isDeprecated = ({ name, body }: SeenRelease): boolean =>
  [name, ...body.split('\n')].some((line) => /^[\s*_#>[(]*deprecated\b/i.test(line));

function standard({ subject }: Named): 'release' | 'tag' | 'commit' | 'file' {
  const written = subject.settings['published'];
  if (written === 'release' || written === 'tag' || written === 'commit' || written === 'file') return written;
  if (subject.kind !== 'agent') return 'commit';
  return subject.settings['version'] === undefined ? 'release' : 'file';
}
