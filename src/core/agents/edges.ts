/** The steps that the map allows, with what each of them asks for. */
import { asMapping, isText } from '../config-outline.ts';
import { type Finding, type Source, valueAt } from '../yaml-source.ts';
import { blankKind } from './blank.ts';
import { notMap, wrongType } from './findings.ts';
import type { Edge } from './map.ts';

export interface ReadEdges {
  /** In the order of the file. */
  readonly edges: readonly Edge[];
  readonly findings: readonly Finding[];
}

type Ends = Pick<Edge, 'name' | 'from' | 'to'>;

export function readEdges(source: Source, environments: readonly string[]): ReadEdges {
  const wrong = notMap(source, ['promotion']);
  const findings: Finding[] = wrong ? [wrong] : [];
  const steps = environments.slice(1).map((to, at) => `${environments[at]}_to_${to}`);
  const edges = source.keys(['promotion']).flatMap((name): readonly Edge[] => {
    const ends = endsOf(name, environments);
    const flaw = ends ? directionFlaw(ends, environments) : unknownEdge(name, steps);
    if (flaw) findings.push(flaw);
    return ends && !flaw ? [readEdge(source, ends, findings)] : [];
  });
  return { edges: expand(edges, findings), findings };
}

/** `dev_to_stage`: names of environments may have `_to_` in them too. */
function endsOf(name: string, environments: readonly string[]): Ends | undefined {
  for (let at = name.indexOf('_to_'); at >= 0; at = name.indexOf('_to_', at + 1)) {
    const [from, to] = [name.slice(0, at), name.slice(at + 4)];
    if (environments.includes(from) && environments.includes(to)) return { name, from, to };
  }
  return undefined;
}

function directionFlaw({ name, from, to }: Ends, environments: readonly string[]): Finding | undefined {
  const place = { path: ['promotion', name], at: 'key', found: name, facts: { from, to } } as const;
  if (from === to) return { code: 'same_edge', ...place };
  return environments.indexOf(to) < environments.indexOf(from) ? { code: 'backward_edge', ...place } : undefined;
}

const unknownEdge = (name: string, allowed: readonly string[]): Finding => ({
  code: 'unknown_edge',
  path: ['promotion', name],
  at: 'key',
  found: name,
  allowed,
  isName: true,
});

function readEdge(source: Source, { name, from, to }: Ends, findings: Finding[]): Edge {
  const path = ['promotion', name];
  const wrong = notMap(source, path);
  if (wrong) findings.push(wrong);
  const { required_checks: checks, manual_approval: manual, approval_channel: channel } = asMapping(valueAt(source.value, path));
  if (!wrong && !isThere(checks)) findings.push(missing(path, 'required_checks', '["Unit tests passing"]'));
  if (!wrong && !isThere(manual)) findings.push(missing(path, 'manual_approval', 'true'));
  else if (isThere(manual) && typeof manual !== 'boolean')
    findings.push(wrongType([...path, 'manual_approval'], manual, ['true', 'false']));
  if (isThere(channel) && !isText(channel)) findings.push(wrongType([...path, 'approval_channel'], channel, ['text']));
  return {
    name,
    from,
    to,
    checks: checksIn(checks, [...path, 'required_checks'], findings),
    // What nobody can read asks for a person.
    manualApproval: manual !== false,
    channel: isText(channel) && blankKind(channel) === undefined ? channel.trim() : undefined,
  };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null;
const missing = (path: readonly string[], key: string, example: string): Finding => ({
  code: 'missing_key',
  path,
  at: 'key',
  facts: { key },
  allowed: [example],
});

function checksIn(written: unknown, path: readonly string[], findings: Finding[]): readonly string[] {
  if (!isThere(written)) return [];
  if (!Array.isArray(written)) {
    findings.push(wrongType(path, written, ['a list']));
    return [];
  }
  return written.flatMap((check: unknown, index): readonly string[] => {
    if (isText(check) && check.trim() !== '') return [check.trim()];
    const at = [...path, index];
    findings.push(isText(check) || check === null ? { code: 'empty_text', path: at } : wrongType(at, check, ['text']));
    return [];
  });
}

/** `All dev_to_stage checks`. */
const ALL = /^all\s+(\S+_to_\S+)\s+checks$/i;
/** Edges that include the checks of one another. */
const DEEPEST = 32;

/** Puts the checks of another edge in the place of `All ... checks`; each edge is looked at once, whatever includes it. */
function expand(edges: readonly Edge[], findings: Finding[]): readonly Edge[] {
  const named = new Map(edges.map((edge) => [edge.name, edge]));
  const names = [...named.keys()];
  const known = new Map<string, readonly string[]>();
  const open = new Set<string>();
  const checksOf = (edge: Edge): readonly string[] => {
    const before = known.get(edge.name);
    if (before) return before;
    open.add(edge.name);
    const checks = edge.checks.flatMap((check, index): readonly string[] => {
      const name = ALL.exec(check)?.[1];
      const other = name === undefined ? undefined : named.get(name);
      if (other && !open.has(other.name) && open.size < DEEPEST) return checksOf(other);
      if (name !== undefined) findings.push(lostChecks(edge, index, { name, open, names }));
      return [check];
    });
    open.delete(edge.name);
    const once = [...new Set(checks)];
    known.set(edge.name, once);
    return once;
  };
  return edges.map((edge) => ({ ...edge, checks: checksOf(edge) }));
}

interface Lost {
  readonly name: string;
  readonly open: ReadonlySet<string>;
  readonly names: readonly string[];
}

function lostChecks(edge: Edge, index: number, { name, open, names }: Lost): Finding {
  const at = { path: ['promotion', edge.name, 'required_checks', index], found: name };
  if (open.has(name)) return { code: 'checks_in_circle', ...at };
  return names.includes(name) ? { code: 'checks_too_deep', ...at } : { code: 'unknown_checks', ...at, allowed: names, isName: true };
}
