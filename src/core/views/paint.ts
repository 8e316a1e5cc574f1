/** Colours come in as functions, so that a text can be made for a terminal and for a file. */
export type Tint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = Readonly<Record<Tint, (text: string) => string>>;

const same = (text: string): string => text;
/** No colours at all. */
export const UNPAINTED: Paint = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };
