/** What gates say, put together from what they were told. */
import type { Evidence, EvidenceKind } from '../evidence/evidence.ts';
import type { Judged } from '../evidence/format.ts';
import { err, ok, type Result } from '../result.ts';
import type { Answers, GateFinding, GateOutcome, Source, Unknown } from './gate.ts';

const NOTHING = { value: null, threshold: null, unit: null, counts: {}, findings: [], sources: [] } as const;

/** A finding with what is left out filled in: nothing measured, nothing to look at. */
export const say = (outcome: GateOutcome, summary: string, more: Partial<Omit<GateFinding, 'outcome' | 'summary'>> = {}): GateFinding => ({
  ...NOTHING,
  outcome,
  summary,
  ...more,
});

/** What could not be found out: never a pass. */
export const unknown = ({ message, pending }: Unknown): GateFinding => say(pending === true ? 'pending' : 'error', message);

export const error = (summary: string, sources: readonly Source[] = []): GateFinding => say('error', summary, { sources });

export const from = (judged: Judged, sources: readonly Source[]): GateFinding => ({ ...judged, sources });

/** What was asked for and told, or the finding that says why not. */
export function told<T>(
  filled: Result<string, string>,
  ask: (text: string) => Result<T, Unknown>,
  then: (answer: T) => GateFinding,
): GateFinding {
  if (!filled.ok) return error(filled.error);
  const answer = ask(filled.value);
  return answer.ok ? then(answer.value) : unknown(answer.error);
}

/** The evidence when it is of the kind that is wanted; else the finding that says why not. */
export function evidenceIn<K extends EvidenceKind>(
  { read, sources }: Answers['report'],
  kind: K,
): Result<Extract<Evidence, { kind: K }>, GateFinding> {
  if (!read.ok) return err(error(read.error.message, sources));
  if (isOf(read.value, kind)) return ok(read.value);
  const where = sources.map(({ path }) => path).join(', ') || 'the report';
  return err(error(`${where} holds ${read.value.kind} (${read.value.format}), and ${kind} are wanted here`, sources));
}

const isOf = <K extends EvidenceKind>(evidence: Evidence, kind: K): evidence is Extract<Evidence, { kind: K }> => evidence.kind === kind;
