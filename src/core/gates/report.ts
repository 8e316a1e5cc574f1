/** Gates that read reports, as one: where they look, what they must find there, and who judges it. */
import type { Evidence, EvidenceKind } from '../evidence/evidence.ts';
import type { Judged } from '../evidence/format.ts';
import { evidenceIn, from, told } from './finding.ts';
import type { About, Ask, GateFinding, Need } from './gate.ts';
import { fillPath } from './placeholders.ts';

type Report = Extract<Need, { kind: 'report' }>;

interface Reads<O, K extends EvidenceKind> {
  readonly of: K;
  /** Its source as written. */
  readonly glob: (options: O) => string;
  readonly format: (options: O) => string | undefined;
  readonly judge: (evidence: Extract<Evidence, { kind: K }>, options: O, about: About) => Judged;
}

interface Reader<O> {
  readonly needs: (options: O, about: About) => readonly Need[];
  readonly judge: (options: O, ask: Ask, about: About) => GateFinding;
}

export function reader<O, K extends EvidenceKind>({ of, glob, format, judge }: Reads<O, K>): Reader<O> {
  const need = (path: string, options: O): Report => ({ kind: 'report', glob: path, of, format: format(options) });
  return {
    needs: (options, about) => {
      const path = fillPath(glob(options), about);
      return path.ok ? [need(path.value, options)] : [];
    },
    judge: (options, ask, about) =>
      told(
        fillPath(glob(options), about),
        (path) => ask(need(path, options)),
        (answer) => {
          const evidence = evidenceIn(answer, of);
          return evidence.ok ? from(judge(evidence.value, options, about), answer.sources) : evidence.error;
        },
      ),
  };
}
