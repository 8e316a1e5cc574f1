/** Signs that JSON leaves as they are, and a terminal would obey. */
const OBEYED = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;
const escaped = (sign: string): string =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

/** The same value, in JSON that is harmless where it is looked at. */
export const inertJson = (value: unknown): string => `${JSON.stringify(value, null, 2).replaceAll(OBEYED, escaped)}\n`;
