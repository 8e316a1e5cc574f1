import picocolors from 'picocolors';
import type { Paint } from '../core/views/paint.ts';
import type { Out } from './command.ts';

/** Colours where there is a terminal to show them, and nobody said NO_COLOR. */
export const paintFor = ({ isTTY }: Out, env: Readonly<Record<string, string | undefined>>): Paint =>
  picocolors.createColors(isTTY === true && !env['NO_COLOR']);
