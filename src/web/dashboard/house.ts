/** What every route of the dashboard is given. */
import type { Reading, Session } from '../../app/dashboard.ts';
import type { Instant } from '../../core/promotion.ts';
import type { Access } from './access.ts';
import type { Bell } from './changes.ts';
import type { HouseParts } from './parts.ts';

export interface House extends HouseParts {
  readonly access: Access;
  readonly bell: Bell;
  /** What lets go of those who listen. */
  readonly endings: Set<() => void>;
}

/** What is asked for, whoever asks. */
export interface Question {
  /** The index, bound to what may be read. */
  readonly reading: Reading;
  /** Parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly now: Instant;
}

/** A question of somebody who is signed in. */
export interface Asked extends Question {
  readonly session: Session;
  readonly house: House;
}

export const instantOf = (milliseconds: number): Instant => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
