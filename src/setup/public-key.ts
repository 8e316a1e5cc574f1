/** The public half of the ledger's keys, where auditors find it: `promotion-bot audit verify` reads this file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { publicHalf } from '../app/notary.ts';
import { pemsIn, readIfThere } from '../env.ts';

export const PUBLIC_KEYS = '.github/promotion-bot.pub.pem';

/** Adds the public halves that are not in the file yet; old ones stay, old ledgers need them. @returns whether anything was added. */
export function publishKeys(folder: string, privateKeys: readonly string[]): boolean {
  const path = resolve(folder, PUBLIC_KEYS);
  const there = pemsIn(readIfThere(path) ?? '');
  const missing = privateKeys.map(publicHalf).filter((pem) => !there.includes(pem));
  if (missing.length === 0) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, [...there, ...missing].join(''));
  return true;
}
