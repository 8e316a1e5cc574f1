/** The list of GitHub's REST API, which proves nothing: anybody may have signed what is in it, and nobody has looked. */
import type { AttestationEvidence } from '../evidence.ts';
import { unreadable } from '../feed.ts';
import type { JsonFormat } from '../format.ts';
import { isList, isObject, listAt, valueAt } from '../json.ts';

const REMEDY = 'Run `gh attestation verify FILE --repo OWNER/NAME --format json > attestation.json`, and name that file';

export const restList: JsonFormat<AttestationEvidence> = {
  name: 'github-rest-attestations',
  title: 'GitHub attestations list',
  of: 'json',
  isOne: (document) =>
    isList(valueAt(document, 'attestations')) &&
    listAt(document, 'attestations').every((one) => isObject(one) && ('bundle' in one || 'bundle_url' in one)),
  read: (document) => {
    const n = listAt(document, 'attestations').length;
    if (n === 0)
      return unreadable(
        'incomplete',
        `The list of attestations is empty: nothing was attested for this file. Attest it with actions/attest where it is built. ${REMEDY}.`,
      );
    return unreadable(
      'incomplete',
      `This is only a list of ${n} ${n === 1 ? 'attestation' : 'attestations'}: that one is there does not say that its signature was verified. ${REMEDY}.`,
    );
  },
};
