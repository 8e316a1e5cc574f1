import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, isObject, type JsonObject, listAt, textAt, valueAt, wrongValue } from '../json.ts';
import { CRITICAL, HIGH, LOW, MEDIUM, scaleOf } from './scale.ts';
import { startTally, type Tally, type Told } from './tally.ts';

/** As in Trivy's own SARIF; UNKNOWN is what no vendor has rated yet. https://trivy.dev/latest/docs/configuration/filtering/#by-severity */
const WORDS = scaleOf({ critical: CRITICAL, high: HIGH, medium: MEDIUM, low: LOW, unknown: LOW }, HIGH);

/** What a target may have, and how it is told; `Match` and `Code` of a secret are never read. */
const LISTS: Readonly<Record<string, (one: JsonObject) => Omit<Told, 'path'>>> = {
  Vulnerabilities: (one) => ({ rule: one['VulnerabilityID'], message: vulnerability(one) }),
  Misconfigurations: (one) => ({
    rule: one['ID'] ?? one['AVDID'],
    line: valueAt(one['CauseMetadata'], 'StartLine'),
    message: one['Title'] ?? one['Message'],
  }),
  Secrets: (one) => ({ rule: one['RuleID'], line: one['StartLine'], message: one['Title'] ?? one['RuleID'] }),
  Licenses: (one) => ({ rule: one['Name'], message: `License of ${textAt(one, 'PkgName') || textAt(one, 'FilePath') || 'this target'}` }),
};

/**
 * `trivy --format json`, version 2 and the bare list before it: a finding has the level of its severity; misconfigurations count when their status is FAIL.
 * Without `Results` nothing was recognised or nothing was found, and Trivy does not say which. https://trivy.dev/latest/docs/configuration/reporting/#json
 */
export const TRIVY: JsonFormat<FindingsEvidence> = {
  name: 'trivy-json',
  title: 'Trivy JSON',
  of: 'json',
  isOne: (document) =>
    isList(document) ? textAt(document[0], 'Target') !== undefined : isCount(valueAt(document, 'SchemaVersion')) && isTrivy(document),
  read(document) {
    const targets = isList(document) ? document : (valueAt(document, 'Results') ?? []);
    if (!isList(targets)) return wrongValue('Results', targets, 'a list of targets');
    const tally = startTally();
    for (const [n, target] of targets.entries()) {
      if (!isObject(target)) return wrongValue(`Results[${n}]`, target, 'a target');
      const wrong = Object.keys(LISTS).find((key) => !isList(target[key] ?? []));
      if (wrong !== undefined) return wrongValue(`Results[${n}].${wrong}`, target[wrong], 'a list');
      addTarget(tally, target);
    }
    const isSilent = targets.length === 0;
    return ok(
      tally.whole({ format: 'trivy-json', unit: isSilent ? undefined : targets.length, hasSeverities: true, emptyIsAmbiguous: isSilent }),
    );
  },
};

const isTrivy = (document: unknown): boolean =>
  isObject(document) && ['ArtifactName', 'ArtifactType', 'Results'].some((key) => key in document);

function addTarget(tally: Tally, target: JsonObject): void {
  tally.setAside(listAt(target, 'ExperimentalModifiedFindings').length);
  for (const [key, tellOf] of Object.entries(LISTS)) {
    for (const one of listAt(target, key)) {
      const isMet = key === 'Misconfigurations' && (textAt(one, 'Status') ?? 'FAIL') !== 'FAIL';
      const { level, severity } = WORDS(textAt(one, 'Severity'));
      if (!isMet) tally.add(level, () => ({ path: target['Target'], ...tellOf(isObject(one) ? one : {}) }), severity);
    }
  }
}

function vulnerability(one: JsonObject): string {
  const title = textAt(one, 'Title') ?? textAt(one, 'VulnerabilityID') ?? 'vulnerability';
  const fixed = textAt(one, 'FixedVersion');
  return `${textAt(one, 'PkgName') ?? 'a package'} ${textAt(one, 'InstalledVersion') ?? ''}: ${title}${fixed ? `; fixed in ${fixed}` : '; no fix yet'}`;
}
