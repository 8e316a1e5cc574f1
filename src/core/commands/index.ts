/** The one table of commands: parser, help and documentation are made from it. */
import type { Command } from '../command.ts';
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { help } from './help.ts';
import { reject } from './reject.ts';
import { why } from './why.ts';

export const commands: readonly Command[] = [approve, reject, cancel, why, help];
