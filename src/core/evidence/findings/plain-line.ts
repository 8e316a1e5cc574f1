/** Lines that were meant for a terminal. */

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g');

/** The text without the colours of `--pretty` and of forced terminals. */
export const plain = (text: string): string => text.replace(COLOURS, '');

/** What package managers print around the output of a script they run; `npm ERR!` is none of it. */
export const isRunnerTalk = (line: string): boolean => /^(?:> |\$ |yarn run v|Done in |info Visit )/.test(line);
