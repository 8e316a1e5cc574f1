/** The account behind GITHUB_TOKEN, which every workflow of a repository has: https://docs.github.com/en/actions/concepts/security/github_token */
import type { Actor } from './promotion.ts';

/** Whether others speak as this account too, so that only what is signed tells who did. */
export const isShared = ({ login }: Pick<Actor, 'login'>): boolean => login === 'github-actions[bot]';
