/** What the pages of the sandbox show and change. */
import type { Issue, Repository, Sandbox } from '../index.ts';

export interface Scene {
  readonly world: Sandbox;
  /** Lets the bot react to everything so far. */
  settle(): Promise<void>;
  /** Lets time go by; what is due on the way happens. */
  passes(seconds: number): Promise<void>;
  /** Where the dashboard is; undefined where there is none. */
  readonly dashboard: string | undefined;
}

export const fullName = ({ owner, name }: Repository): string => `${owner.login}/${name}`;

/** Paths of this GitHub, as the real one has them. */
export const issuesPath = (repo: Repository): string => `/${fullName(repo)}/issues`;
export const issuePath = ({ repo, number }: Issue): string => `${issuesPath(repo)}/${number}`;
