/** How a file ends its lines: as its first one does. */
export const endOfLines = (text: string): string => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n');

/** One line that can be read: signs that break, hide or turn it are replaced, and it does not go on for ever. */
export const asLine = (value: string): string =>
  value
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}]/gu, '\uFFFD')
    .trim();
