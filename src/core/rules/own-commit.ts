import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';
import { readVersion, shortSha } from '../version.ts';

/**
 * A commit named by its SHA must be on the default branch: GitHub shows the commits of every fork through the repository too, and anybody may
 * push to a fork. A tag is put on by somebody who may write here.
 */
export const ownCommit: Rule = {
  name: 'own-commit',
  needs: ({ request }) => {
    const wanted = readVersion(request.version);
    return wanted.kind === 'sha' ? { branchHolds: wanted.sha } : {};
  },
  judge: ({ request, commit }, { seen }) => {
    if (readVersion(request.version).kind !== 'sha') return [];
    const facts = { sha: shortSha(commit.sha), branch: seen.repo.defaultBranch ?? '' };
    return seen.branchHolds === true ? met('on_branch', facts) : mend({ code: 'foreign_commit', place: FIELDS.version, facts });
  },
};
