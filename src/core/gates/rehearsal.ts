/** Whether a gate can ask what it wants to ask for one subject: found out when the config is read, and not only in a run. */
import { ownKeys } from './common.ts';
import type { About } from './gate.ts';
import { findKind, kindsIn } from './index.ts';
import type { Settings } from './merged.ts';

/** Everything a gate is filled from but for the version, which any plain one stands for here. */
export type Rehearsed = Pick<About, 'subject' | 'from' | 'to'>;

/**
 * Why the sources of a gate cannot be filled for this subject, in one sentence; undefined when they can. Nothing is asked: every question
 * is answered with "still to come", so that an error can only be about the question.
 */
export function whyUnasked(settings: Settings, about: Rehearsed): string | undefined {
  const kind = findKind(kindsIn(settings)[0] ?? '');
  const gate = kind?.gate(ownKeys(settings, kind));
  if (!gate?.ok) return undefined;
  const at = '2026-01-01T00:00:00Z';
  const known = { ...about, version: '1.0.0', sha: '0'.repeat(40), repository: 'owner/name', at, previous: undefined };
  const said = gate.value.judge(() => ({ ok: false, error: { message: '', pending: true } }), known);
  return said.outcome === 'error' ? said.summary : undefined;
}
