/** Keeps what goes into a report within its caps, so that every report that is written can be read back. */
import type { Shown } from './evidence/format.ts';
import { CAPS, type EvidenceSource, type GateReport } from './gate-report.ts';
import type { Report, ReportedApproval } from './report-document.ts';

/** The beginning of a text over `most` characters, with a sign that there was more; never half a character. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null);

/** The items a report keeps of a list, none when there is no list. */
const some = <T, U>(
  key: string,
  items: readonly T[] | undefined,
  most: number,
  fit: (item: T) => U,
): { readonly [key: string]: readonly U[] } => (items === undefined ? {} : { [key]: items.slice(0, most).map(fit) });

/** A gate within the caps: long texts are clipped, findings over the first hundred are left to the counts, what is not finite is unknown. */
export function fitGate(gate: GateReport): GateReport {
  const { id, kind, outcome, required, summary } = gate;
  return {
    id: clip(id, CAPS.name),
    ...(gate.title === undefined ? {} : { title: clip(gate.title, CAPS.title) }),
    kind: clip(kind, CAPS.name),
    required,
    ...(gate.from_stage_rule === undefined ? {} : { from_stage_rule: clip(gate.from_stage_rule, CAPS.name) }),
    outcome,
    summary: clip(summary, CAPS.sentence),
    ...fitNumbers(gate),
    ...some('evidence', gate.evidence, CAPS.items, fitSource),
    ...some('findings', gate.findings, CAPS.shown, fitShown),
    ...some('by', gate.by, CAPS.items, (role) => clip(role, CAPS.name)),
    ...some('signed_by', gate.signed_by, CAPS.items, ({ login, via, ...rest }) => ({
      ...rest,
      login: clip(login, CAPS.name),
      ...address(via),
    })),
    ...(gate.waived_by === undefined
      ? {}
      : {
          waived_by: {
            ...gate.waived_by,
            login: clip(gate.waived_by.login, CAPS.name),
            reason: clip(gate.waived_by.reason, CAPS.sentence),
          },
        }),
  };
}

export const fitApproval = ({ login, roles, at, via }: ReportedApproval): ReportedApproval => ({
  login: clip(login, CAPS.name),
  roles: roles.slice(0, CAPS.items).map((role) => clip(role, CAPS.name)),
  at,
  ...address(via),
});

export const fitRollback = ({ procedure, previous_version }: NonNullable<Report['rollback']>): NonNullable<Report['rollback']> => ({
  ...(procedure === undefined ? {} : { procedure: clip(procedure, CAPS.sentence) }),
  ...(previous_version === undefined ? {} : { previous_version: clip(previous_version, CAPS.path) }),
});

/** An address that is too long is left out: half of one leads elsewhere. */
const address = (via: string | undefined): { readonly via?: string } => (via === undefined || via.length > CAPS.url ? {} : { via });

function fitNumbers({ value, threshold, unit, previous, counts }: GateReport): Partial<GateReport> {
  const kept = counts && Object.entries(counts).filter(([key, count]) => Number.isFinite(count) && key.length <= CAPS.name);
  return {
    ...(value === undefined ? {} : { value: finite(value) }),
    ...(threshold === undefined ? {} : { threshold: finite(threshold) }),
    ...(unit === undefined ? {} : { unit: unit === null ? null : clip(unit, CAPS.name) }),
    ...(previous === undefined ? {} : { previous: finite(previous) }),
    ...(kept === undefined ? {} : { counts: Object.fromEntries(kept) }),
  };
}

function fitSource({ path, sha256, format, at }: EvidenceSource): EvidenceSource {
  return {
    path: clip(path, CAPS.path),
    ...(sha256 !== undefined && /^[0-9a-f]{6,64}$/.test(sha256) ? { sha256 } : {}),
    ...(format === undefined ? {} : { format: clip(format, CAPS.name) }),
    ...(at === undefined ? {} : { at }),
  };
}

function fitShown({ path, line, lines, name, message }: Shown): Shown {
  return {
    ...(path === undefined ? {} : { path: clip(path, CAPS.path) }),
    ...(line !== undefined && Number.isSafeInteger(line) && line >= 0 ? { line } : {}),
    ...(lines === undefined ? {} : { lines: clip(lines, CAPS.sentence) }),
    ...(name === undefined ? {} : { name: clip(name, CAPS.sentence) }),
    ...(message === undefined ? {} : { message: clip(message, CAPS.sentence) }),
  };
}
