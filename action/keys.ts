/** The key of the audit trail, in mode bot. Without it nothing is done: every workflow speaks as github-actions[bot], so only a signature tells who did. */
import * as core from '@actions/core';
import { notaryOf } from '../src/app/notary.ts';
import type { Notary } from '../src/core/chain.ts';
import { readLedgerKeys } from '../src/env.ts';

const KEY = 'ledger-key';
const PREVIOUS = 'previous-ledger-keys';
const MAKE =
  'Make one with "openssl genpkey -algorithm ed25519", keep it as the secret PROMOTION_LEDGER_KEY (docs/without-a-server.md says where), and give it as templates/workflows/promotion-bot.yml does.';

/** Reads an input that is secret, hides every line of it from the log, and takes it out of the environment. */
function taken(name: string): string {
  const found = core.getInput(name);
  // The runner looks for whole lines, and a key has several.
  for (const line of new Set(found.split(/\r?\n|\\n/))) if (line.trim() !== '' && !line.includes('-----')) core.setSecret(line.trim());
  delete process.env[`INPUT_${name.toUpperCase()}`];
  return found;
}

/** @throws naming the input, and how to make a key; what was given is never quoted. */
export function readNotary(): Notary {
  const [key, previous] = [taken(KEY), taken(PREVIOUS)];
  if (key === '')
    throw new Error(
      `The input "${KEY}" is empty, so nothing was done: what github-actions[bot] writes could be any workflow's, and only a signature tells it apart. ${MAKE}`,
    );
  const [present, ...others] = readLedgerKeys({ LEDGER_KEY: key, LEDGER_KEY_PREVIOUS: previous }, '/');
  if (present === undefined)
    throw new Error(
      `The input "${KEY}" or "${PREVIOUS}" is no Ed25519 private key in PEM form, so nothing was done. ${MAKE} Previous keys are PEM too, one after another.`,
    );
  return notaryOf(present, others);
}
