import { valid } from 'semver';
import { FIELDS } from '../request.ts';
import { type Candidate, mend, met, type Named, type Rule } from '../rule.ts';
import type { SeenRelease } from '../seen.ts';
import { readVersion } from '../version.ts';

/**
 * What counts as published: agents need a published GitHub Release, components any commit; `published:` of the subject says otherwise.
 * A release is deprecated when its name or a line of its notes begins with that word.
 */
export const published: Rule = {
  name: 'published',
  needs: (named) => {
    const wanted = readVersion(named.request.version);
    return wanted.kind === 'tag' && standard(named) === 'release' ? { releases: wanted.names } : {};
  },
  judge: (candidate, { seen }) => {
    const { tag, version } = candidate;
    const asked = standard(candidate);
    if (asked === 'commit') return [];
    const place = FIELDS.version;
    const facts = { version, subject: candidate.subject.name };
    if (candidate.subject.kind === 'agent' && tag !== undefined && !isSemver(tag, candidate.subject.name))
      return mend({ code: 'not_semver', place, facts });
    if (tag === undefined) return mend({ code: asked === 'release' ? 'not_a_release' : 'not_a_tag', place, facts });
    if (asked === 'tag') return met('tagged', facts);
    const release = seen.releases[tag];
    return release ? judgeRelease(candidate, release) : mend({ code: 'no_release', place, facts });
  },
};

/** `1.2.0`, `v1.2.0`, and with the agent's name before it: `bob-v1.2.0`, `bob@1.2.0`, `bob/1.2.0`. Prereleases (`1.2.0-rc.1`) are versions too. */
function isSemver(tag: string, subject: string): boolean {
  const version = tag.startsWith(subject) ? tag.slice(subject.length).replace(/^[-@/]/, '') : tag;
  return valid(version.replace(/^v/, '')) !== null;
}

function judgeRelease({ version, subject }: Candidate, release: SeenRelease) {
  const facts = { version, subject: subject.name };
  const code = release.draft ? 'draft_release' : isDeprecated(release) ? 'deprecated_release' : undefined;
  if (code !== undefined) return mend({ code, place: FIELDS.version, facts });
  return met(release.prerelease ? 'prerelease' : 'released', facts, release.url);
}

const isDeprecated = ({ name, body }: SeenRelease): boolean =>
  [name, ...body.split('\n')].some((line) => /^[\s*_#>[(]*deprecated\b/i.test(line));

function standard({ subject }: Named): 'release' | 'tag' | 'commit' {
  const written = subject.settings['published'];
  if (written === 'release' || written === 'tag' || written === 'commit') return written;
  return subject.kind === 'agent' ? 'release' : 'commit';
}
