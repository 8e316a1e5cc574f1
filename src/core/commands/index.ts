/** The one table of commands: parser, help and documentation are made from it. */
import type { Command } from '../command.ts';
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { help } from './help.ts';
import { hold } from './hold.ts';
import { reject } from './reject.ts';
import { releaseQuarantine } from './release-quarantine.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { rollback } from './rollback.ts';
import { sign } from './sign.ts';
import { supersede } from './supersede.ts';
import { why } from './why.ts';

export const commands: readonly Command[] = [
  approve,
  reject,
  sign,
  hold,
  resume,
  cancel,
  supersede,
  retry,
  rollback,
  releaseQuarantine,
  why,
  help,
];
