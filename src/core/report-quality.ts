/** The five quality gates of the report, from the gates that were judged. */
import type { GateReport } from './gate-report.ts';
import type { QualityGates } from './report-document.ts';

export const NOT_MEASURED = 'not measured';

type Area = 'linting' | 'type_checking' | 'security';

/** Tools of one area, as report formats are called; formats of many tools (SARIF, GitLab code quality) say nothing of the area. */
const TOOLS: readonly (readonly [Area, RegExp])[] = [
  ['type_checking', /\b(pyright|mypy|tsc)\b/i],
  ['linting', /\b(ruff|eslint|biome|oxlint|pylint|flake8|checkstyle)\b/i],
  ['security', /\b(detect-secrets|gitleaks|trivy|npm[- ]audit|semgrep|bandit)\b/i],
];
/** Words of a gate's name. */
const NAMES: readonly (readonly [Area, RegExp])[] = [
  ['type_checking', /(^|[._-])(types?|typing|typecheck|type-check(ing)?|mypy|pyright|tsc)($|[._-])/],
  ['security', /(^|[._-])(security|secrets?|vulnerabilit(y|ies)|audit|sast|scan)($|[._-])/],
  ['linting', /(^|[._-])(lint|linter|linting|style|ruff|eslint|biome)($|[._-])/],
];
/** Kinds that measure; what a person attests to is never shown as measured, and a file that exists proves nothing of its content. */
const MEASURING = ['findings', 'command', 'check', 'workflow', 'json'];

/**
 * Which gates feed what: `coverage` those of kind coverage (the one called `coverage`, else the lowest), `tests_passing` those of kind
 * tests; the other three those of kind findings by the tool that wrote their evidence, else any measuring gate by the words of its name.
 * Without a gate of the kind, one called `coverage` or `tests` stands in. Gates that are off count for nothing; unknown stays unknown.
 */
export function qualityGates(all: readonly GateReport[]): QualityGates {
  const gates = all.filter(({ outcome }) => outcome !== 'off');
  const of = (area: Area): string => cleanness(gates.filter((gate) => areaOf(gate) === area));
  return {
    coverage: coverage(ofKind(gates, 'coverage')),
    tests_passing: testsPassing(ofKind(gates, 'tests')),
    linting: of('linting'),
    type_checking: of('type_checking'),
    security: of('security'),
  };
}

function ofKind(gates: readonly GateReport[], kind: 'coverage' | 'tests'): readonly GateReport[] {
  const found = gates.filter((gate) => gate.kind === kind);
  return found.length > 0 ? found : gates.filter(({ id, kind: other }) => id === kind && MEASURING.includes(other));
}

function areaOf({ id, kind, evidence }: GateReport): Area | undefined {
  if (!MEASURING.includes(kind)) return undefined;
  const formats = kind === 'findings' ? (evidence ?? []).flatMap(({ format }) => (format === undefined ? [] : [format])) : [];
  const byTool = TOOLS.find(([, tool]) => formats.some((format) => tool.test(format)));
  return (byTool ?? NAMES.find(([, words]) => words.test(id)))?.[0];
}

const isUnknown = ({ outcome }: GateReport): boolean => outcome === 'error' || outcome === 'pending';

function coverage(gates: readonly GateReport[]): string | null {
  const named = gates.filter(({ id }) => id === 'coverage');
  const shares = (named.length > 0 ? named : gates).map(hundredths);
  const known = shares.filter((share) => share !== null);
  return known.length === 0 || known.length < shares.length ? null : `${Math.min(...known) / 100}%`;
}

/** Hundredths of a percent, rounded down; from the counts where there are any, as a share has lost digits already. */
function hundredths(gate: GateReport): number | null {
  const { value, unit, counts } = gate;
  if (isUnknown(gate)) return null;
  const [covered, total] = [counts?.['covered'], counts?.['total']];
  if (covered !== undefined && total !== undefined)
    return total > 0 && covered >= 0 && covered <= total ? Math.floor((covered * 10_000) / total) : null;
  if (typeof value !== 'number' || unit !== '%' || !(value >= 0 && value <= 100)) return null;
  return Math.min(10_000, Math.floor((value + 1e-9) * 100));
}

function testsPassing(gates: readonly GateReport[]): boolean | null {
  if (gates.some((gate) => !isUnknown(gate) && gate.outcome !== 'pass')) return false;
  return gates.length === 0 || gates.some(isUnknown) ? null : true;
}

function cleanness(gates: readonly GateReport[]): string {
  const told = (which: readonly GateReport[]): string => which.map(({ summary }) => summary).join('; ');
  const dirty = gates.filter((gate) => !isUnknown(gate) && gate.outcome !== 'pass');
  if (dirty.length > 0) return `not clean: ${told(dirty)}`;
  if (gates.length === 0 || gates.some(isUnknown)) return NOT_MEASURED;
  const tolerated = gates.filter(({ kind, value }) => kind === 'findings' && typeof value === 'number' && value !== 0);
  return tolerated.length > 0 ? `within limits: ${told(tolerated)}` : 'clean';
}
