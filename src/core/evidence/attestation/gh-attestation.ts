/** `gh attestation verify FILE --repo OWNER/NAME --format json`: only what was verified is in its list. */
import { ok } from '../../result.ts';
import type { AttestationEvidence, Attested } from '../evidence.ts';
import type { JsonFormat, Read } from '../format.ts';
import { isList, isObject, objectAt, textAt, valueAt, wrongValue } from '../json.ts';

export interface VerifiedEvidence extends AttestationEvidence {
  /** Signed by another than the one the list itself says was asked for: edited, and never counted. */
  readonly strangers?: readonly Attested[];
}

export const format: JsonFormat<AttestationEvidence> = {
  name: 'gh-attestation',
  title: 'gh attestation verify',
  of: 'json',
  isOne: (document) => isList(document) && document.length > 0 && document.every((one) => isObject(one) && 'verificationResult' in one),
  read,
};

function read(document: unknown): Read<AttestationEvidence> {
  const attestations: Attested[] = [];
  const strangers: Attested[] = [];
  for (const [at, one] of (isList(document) ? document : []).entries()) {
    const result = objectAt(one, 'verificationResult');
    const certificate = valueAt(objectAt(result, 'signature'), 'certificate');
    const predicateType = textAt(objectAt(result, 'statement'), 'predicateType');
    if (predicateType === undefined)
      return wrongValue(
        `${at}.verificationResult.statement.predicateType`,
        valueAt(objectAt(result, 'statement'), 'predicateType'),
        'the type of a predicate',
      );
    if (!isObject(certificate)) return wrongValue(`${at}.verificationResult.signature.certificate`, certificate, 'a certificate');
    (isOfVerifiedIdentity(result) ? attestations : strangers).push({
      predicateType,
      ...signerOf(certificate),
      ...resultOf(objectAt(result, 'statement')),
    });
  }
  const evidence: VerifiedEvidence = { kind: 'attestation', format: 'gh-attestation', attestations, strangers };
  return ok(evidence);
}

const signerOf = (certificate: unknown): Omit<Attested, 'predicateType' | 'result'> => ({
  repository: textAt(certificate, 'sourceRepositoryURI') ?? '',
  commit: textAt(certificate, 'sourceRepositoryDigest') ?? '',
  signer: textAt(certificate, 'buildSignerURI') ?? textAt(certificate, 'subjectAlternativeName') ?? '',
  runner: textAt(certificate, 'runnerEnvironment') ?? '',
});

/** A test-result says `result`, a verification summary `verificationResult`: PASSED, WARNED, FAILED. */
function resultOf(statement: unknown): Pick<Attested, 'result'> {
  const predicate = objectAt(statement, 'predicate');
  const result = textAt(predicate, 'result') ?? textAt(predicate, 'verificationResult');
  return result === undefined ? {} : { result };
}

/** gh writes down the prefix the signer had to have: `(?i)^https://github.com/owner/name/`. */
const IDENTITY = /^\(\?i\)\^(https:\/\/[^\\()[\]*+?{}|^$]+\/)$/;

function isOfVerifiedIdentity(result: unknown): boolean {
  const asked = textAt(objectAt(objectAt(result, 'verifiedIdentity'), 'subjectAlternativeName'), 'regexp') ?? '';
  const prefix = IDENTITY.exec(asked)?.[1];
  const signer = textAt(objectAt(objectAt(result, 'signature'), 'certificate'), 'subjectAlternativeName') ?? '';
  return prefix === undefined || signer.toLowerCase().startsWith(prefix.toLowerCase());
}
