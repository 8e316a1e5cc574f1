/** Durations as the config writes them (`7d`, `24h`, `10m`, `30s`), and moments moved by them. */
import type { Instant } from './promotion.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** In seconds. The config schema lets nothing else through than a number and one of s, m, h, d. */
export const secondsOf = (duration: string): number => Number(duration.slice(0, -1)) * (SECONDS[duration.slice(-1)] ?? Number.NaN);

export const later = (at: Instant, seconds: number): Instant => `${new Date(Date.parse(at) + seconds * 1000).toISOString().slice(0, 19)}Z`;
