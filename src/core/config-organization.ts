/** Settings that are laid over those of the organisation: each file is read by itself, the whole is judged, and each mistake is told in its file. */

import { withoutMisspelt } from './config-findings.ts';
import { isBelow, layered, orderFindings, stands } from './config-layers.ts';
import { LEFT_OPEN } from './config-left-open.ts';
import { lockFindings, looseningFindings } from './config-locked.ts';
import { isMapping, type Outline, outlineOf } from './config-outline.ts';
import { checkRules } from './config-rules.ts';
import type { Written } from './config-schema.ts';
import { readShape, shapeFindings } from './config-shape.ts';
import type { Problem } from './problem.ts';
import { type Finding, type ReadYaml, readYaml, type Source } from './yaml-source.ts';

/** The file of the organisation, or what is missing of it. */
export interface Defaults {
  /** As people name the file: `acme/.github: .github/promotion.yml`. */
  readonly file: string;
  readonly text: string | undefined;
  /** Where there is no text: no repository is shown, there is no file in it, or the file is no text. */
  readonly lacks?: 'repository' | 'file' | 'text' | undefined;
}

/** Whether a file asks for that of the organisation. What else stands behind `extends` is a mistake, and no file of its own. */
export const isExtending = ({ value }: Source): boolean => isMapping(value) && value['extends'] !== undefined;

/** Both files as one, when nothing is wrong with them. */
interface Layers {
  readonly whole?: { readonly written: Written; readonly outline: Outline };
  readonly problems: readonly Problem[];
}

export function readLayers(read: ReadYaml, source: Source, defaults: Defaults | undefined): Layers {
  const own = withoutMisspelt([...read.findings, ...shapeFindings(source, 'repository')]);
  if (defaults?.text === undefined) return { problems: read.report([...own, lackFinding(defaults)]) };
  const below = readYaml(defaults.text);
  const told = (mine: readonly Finding[], theirs: readonly Finding[]): readonly Problem[] => [
    ...read.report(mine),
    ...below.report(theirs).map((problem) => ({ ...problem, file: defaults.file })),
  ];
  if (!below.source) return { problems: told(own, below.findings) };
  const organization = below.source;
  const theirs = [...below.findings, ...aloneFindings(organization)];
  const judged = judge(source, organization, own.length + theirs.length === 0);
  const { whole } = judged;
  const findings = judged.findings.filter((finding) => !theirs.some((other) => isSaid(finding, other)));
  const said = new Set(withoutMisspelt([...own, ...theirs, ...findings]));
  const isTheirs = (finding: Finding): boolean => isBelow(finding, source, organization);
  const mine = [...own, ...findings.filter((finding) => !isTheirs(finding))];
  const problems = told(
    mine.filter((finding) => said.has(finding)),
    [...theirs, ...findings.filter(isTheirs)].filter((finding) => said.has(finding)),
  );
  return problems.length === 0 && whole ? { whole, problems } : { problems };
}

/** What the two mean together. Locks are judged when nothing else is wrong: only then it is known what comes out. */
function judge(source: Source, organization: Source, isShaped: boolean): Pick<Layers, 'whole'> & { readonly findings: readonly Finding[] } {
  const merged = layered(source, organization);
  const outline = outlineOf(merged);
  const base = outlineOf(organization);
  const { written, findings: lacking } = readShape(merged);
  const findings = [...(isShaped ? lacking.map(inNeither) : []), ...orderFindings(source, merged), ...checkRules(outline)];
  if (!isShaped || !written || findings.length > 0) return { findings };
  return { whole: { written, outline }, findings: looseningFindings(base, outline, (path) => stands(source, path)) };
}

const isSaid = (one: Finding, other: Finding): boolean =>
  one.code === other.code && one.found === other.found && JSON.stringify(one.path) === JSON.stringify(other.path);

const inNeither = (finding: Finding): Finding => ({ ...finding, code: 'missing_in_both' });

const LACKS = { repository: 'defaults_not_shown', file: 'defaults_missing', text: 'defaults_unreadable' } as const;

const lackFinding = (defaults: Defaults | undefined): Finding => ({
  code: defaults ? LACKS[defaults.lacks ?? 'text'] : 'defaults_unasked',
  path: ['extends'],
  at: 'key',
  ...(defaults && { facts: { file: defaults.file } }),
});

/** What is wrong with it whatever is laid over it: also with what a repository has replaced, for the next one may not. */
function aloneFindings(organization: Source): readonly Finding[] {
  const outline = outlineOf(organization);
  const rules = checkRules(outline).filter(({ code }) => !LEFT_OPEN.includes(code));
  return withoutMisspelt([...shapeFindings(organization, 'organization'), ...lockFindings(outline), ...rules]);
}

/** What is wrong with the file of an organisation by itself. */
export function readOrganization(text: string): readonly Problem[] {
  const { source, findings, report } = readYaml(text);
  if (!source) return report(findings);
  return report([...findings, ...aloneFindings(source)]);
}
