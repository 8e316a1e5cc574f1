/** Attestations, verified by GitHub's own command line tool: that one is there and well-formed proves nothing. */
import { join } from 'node:path';
import { readReport } from '../core/evidence/read.ts';
import type { Answers, Unknown } from '../core/gates/gate.ts';
import { GITHUB, isServer } from '../core/hosts.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type CommandPlace, run } from './command.ts';
import { file } from './files.ts';

export interface AttestationPlace extends CommandPlace {
  /** `owner/name` whose workflows must have signed. */
  readonly repository: string;
  readonly token: string;
  /** Where the repository lies; github.com when left out. */
  readonly server?: string | undefined;
}

/** Seconds. */
const LONGEST = 120;

/**
 * https://cli.github.com/manual/gh_attestation_verify: its exit code decides, what it prints as JSON is looked into. Which host it
 * asks and which token it takes there: https://cli.github.com/manual/gh_help_environment
 */
export async function attestation(
  place: AttestationPlace,
  { path, predicate, signer }: { readonly path: string; readonly predicate: string | undefined; readonly signer: string | undefined },
): Promise<Result<Answers['attestation'], Unknown>> {
  const found = await file(place.dir, { path });
  if (!found.ok) return found;
  const argv = [
    ...['gh', 'attestation', 'verify', join(place.dir, path), '--repo', place.repository, '--format', 'json'],
    ...(predicate === undefined ? [] : ['--predicate-type', predicate]),
    ...(signer === undefined ? [] : ['--signer-workflow', signer]),
  ];
  const verified = await run({ ...place, environment: withToken(place) }, { argv, timeoutSeconds: LONGEST });
  if (!verified.ok)
    return err({
      message: `${verified.error.message}; attestations are verified with the gh command line tool, which GitHub's runners have`,
    });
  const { exit, stdout, tail } = verified.value;
  if (exit !== 0)
    return err({ message: `gh attestation verify says no (exit ${exit ?? 'by signal'}): ${tail.at(-1) ?? 'without a word'}` });
  const reading = readReport({ path: 'the answer of gh attestation verify' });
  reading.write(Buffer.from(stdout));
  return ok({ read: reading.end(), source: found.value.source });
}

function withToken({ environment, token, server = GITHUB }: AttestationPlace): Readonly<Record<string, string>> {
  const { host } = new URL(server);
  return { ...environment, GH_HOST: host, [isServer(server) ? 'GH_ENTERPRISE_TOKEN' : 'GH_TOKEN']: token };
}
