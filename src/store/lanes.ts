/** Jobs about one issue never overlap: each issue belongs to one of 256 queues, and a queue runs one job at a time. */
import { createHash } from 'node:crypto';

/** More lanes share fewer issues; one for each issue would make the queue itself slow (54 jobs a second against 723). */
const LANES = 256;

export interface Numbered {
  /** Numeric id of the repository. */
  readonly repository: number;
  readonly number: number;
}

/** By which jobs about the same issue are known. */
export const keyOf = ({ repository, number }: Numbered): string => `${repository}#${number}`;

export const laneOf = (key: string): string => `lane-${createHash('sha256').update(key).digest().readUInt16BE(0) % LANES}`;
