import { knownNumber } from '../agents/known-version.ts';
import { subjectLabel } from '../names.ts';
import { FIELDS } from '../request.ts';
import { mend, type Rule } from '../rule.ts';
import { shortSha } from '../version.ts';

/** A semantic version of an agent stands for one commit for ever: what has been decided under its number stays what was decided. */
export const oneVersion: Rule = {
  name: 'one-version',
  needs: ({ subject }) => (subject.kind === 'agent' ? { records: [subjectLabel(subject).name] } : {}),
  judge: ({ subject, version, commit }, facts) => {
    const known = subject.kind === 'agent' ? knownNumber(version, subject.name, facts) : undefined;
    if (!known || known.sha === commit.sha) return [];
    const { sha, number } = known;
    const about = { version, subject: subject.name, sha: shortSha(commit.sha), other: shortSha(sha), number: String(number) };
    return mend({ code: 'version_taken', place: FIELDS.version, facts: about });
  },
};
