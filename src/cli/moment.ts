import * as z from 'zod';

/** A day stands for all of it, in UTC: its first second as a beginning, its last as an end. */
export const moment = (option: string, rest: string) =>
  z
    .string()
    .transform((text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}${rest}` : text))
    .refine((text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) && !Number.isNaN(Date.parse(text)), {
      error: `${option} takes a day like 2026-11-20, or a moment like 2026-11-20T10:00:00Z.`,
    })
    .optional();
