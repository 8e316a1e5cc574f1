/** The one schema that reads back what a report says of a gate. */
import * as z from 'zod';
import { CAPS, GATE_OUTCOMES, type GateReport } from './gate-report.ts';

const name = z.string().max(CAPS.name);
const path = z.string().max(CAPS.path);
const sentence = z.string().max(CAPS.sentence);
const number = z.number().nullable().exactOptional();
const instant = z.iso.datetime();

const shown = z.strictObject({
  path: path.exactOptional(),
  line: z.int().nonnegative().exactOptional(),
  lines: sentence.exactOptional(),
  name: sentence.exactOptional(),
  message: sentence.exactOptional(),
});
const source = z.strictObject({
  path,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{6,64}$/)
    .exactOptional(),
  format: name.exactOptional(),
  at: instant.exactOptional(),
});
const signature = z.strictObject({ login: name, at: instant, via: z.string().max(CAPS.url).exactOptional() });

/** Strict: an unknown key, a number that is not finite and a text over its cap are refused. */
export const gateReportSchema: z.ZodType<GateReport> = z.strictObject({
  id: z.string().min(1).max(CAPS.name),
  title: z.string().max(CAPS.title).exactOptional(),
  kind: name,
  required: z.boolean(),
  from_stage_rule: name.exactOptional(),
  outcome: z.enum(GATE_OUTCOMES),
  summary: sentence,
  value: number,
  threshold: number,
  unit: name.nullable().exactOptional(),
  previous: number,
  counts: z.record(name, z.number()).exactOptional(),
  evidence: z.array(source).max(CAPS.items).exactOptional(),
  findings: z.array(shown).max(CAPS.shown).exactOptional(),
  by: z.array(name).max(CAPS.items).exactOptional(),
  signed_by: z.array(signature).max(CAPS.items).exactOptional(),
  waived_by: z.strictObject({ login: name, reason: sentence, at: instant.exactOptional() }).exactOptional(),
});
