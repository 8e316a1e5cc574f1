/** Predicate types by the short names of the config. A new one is a line here. */

const PREDICATES: Readonly<Record<string, string>> = {
  'slsa-provenance': 'https://slsa.dev/provenance/v1',
  'test-result': 'https://in-toto.io/attestation/test-result/v0.1',
  // A promotion attests itself with a Verification Summary.
  promotion: 'https://slsa.dev/verification_summary/v1',
};

/** What `gh attestation verify` asks for when no type is named. */
export const DEFAULT_PREDICATE = 'slsa-provenance';

/** The URI of a short name; what is a URI stays. Undefined for a name that is not known. */
export function predicateUri(written: string): string | undefined {
  if (/^https?:\/\//.test(written)) return written;
  return Object.hasOwn(PREDICATES, written) ? PREDICATES[written] : undefined;
}

/** The short name of a URI, else the URI. */
export const predicateName = (uri: string): string => Object.entries(PREDICATES).find(([, known]) => known === uri)?.[0] ?? uri;

export const PREDICATE_NAMES: readonly string[] = Object.keys(PREDICATES);
