import * as z from 'zod/mini';
import { judgeAttestation } from '../evidence/attestation/judge.ts';
import { GITHUB } from '../hosts.ts';
import { evidenceIn, from, told } from './finding.ts';
import type { Need } from './gate.ts';
import type { Kind } from './kind.ts';
import { fillPath } from './placeholders.ts';
import { path } from './sources.ts';
import { flag, optional, options, words } from './values.ts';

export interface AttestationOptions {
  readonly attestation: string;
  /** `slsa-provenance`, `test-result`, `promotion`, or a URI. */
  readonly predicate?: string | undefined;
  /** The workflow that signed: `acme/shop/.github/workflows/build.yml`. */
  readonly signer?: string | undefined;
  /** Whether only a runner of GitHub's counts. */
  readonly hosted?: boolean | undefined;
  readonly result?: string | undefined;
}

const need = (file: string, { predicate, signer }: AttestationOptions): Extract<Need, { kind: 'attestation' }> => ({
  kind: 'attestation',
  path: file,
  predicate,
  signer,
});

export const attestation: Kind<AttestationOptions> = {
  kind: 'attestation',
  title: 'A file was built or tested by a workflow of this repository, at this commit, and that is signed',
  options: () =>
    options({
      attestation: path,
      predicate: optional(words(300).check(z.regex(/^([a-z][a-z0-9-]*|https:\/\/\S+)$/, 'bad_predicate'))),
      signer: optional(words(300)),
      hosted: optional(flag),
      result: optional(words(40)),
    }),
  ages: true,
  needs: (own, about) => {
    const file = fillPath(own.attestation, about);
    return file.ok ? [need(file.value, own)] : [];
  },
  judge: (own, ask, about) =>
    told(
      fillPath(own.attestation, about),
      (file) => ask(need(file, own)),
      ({ read, source }) => {
        const evidence = evidenceIn({ read, sources: [source] }, 'attestation');
        if (!evidence.ok) return evidence.error;
        const { predicate, signer, hosted, result } = own;
        const limits = {
          repository: `${about.server ?? GITHUB}/${about.repository}`,
          commit: about.sha,
          ...(predicate !== undefined && { predicate }),
          ...(signer !== undefined && { signer }),
          ...(hosted !== undefined && { hosted }),
          ...(result !== undefined && { result }),
        };
        return from(judgeAttestation(evidence.value, limits), [source]);
      },
    ),
};
