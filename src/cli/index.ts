/** The table of commands: the parser, the help and docs/commands.md are made from it. */
import { agents } from './agents.ts';
import { agentsSet } from './agents-set.ts';
import { auditExport } from './audit-export.ts';
import { auditVerify } from './audit-verify.ts';
import type { Command } from './command.ts';
import { configCheck } from './config-check.ts';
import { configSchema } from './config-schema.ts';
import { configSimulate } from './config-simulate.ts';
import { evidence } from './evidence.ts';
import { gates } from './gates.ts';
import { importCommand } from './import.ts';
import { inbox } from './inbox.ts';
import { keysRotate } from './keys-rotate.ts';
import { list } from './list.ts';
import { open } from './open.ts';
import { rebuild } from './rebuild.ts';
import { sandbox } from './sandbox.ts';
import { setup } from './setup.ts';
import { site } from './site.ts';
import { approve, reject } from './speak.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { why } from './why.ts';

export const COMMANDS: readonly Command[] = [
  setup,
  start,
  sandbox,
  open,
  why,
  approve,
  reject,
  list,
  status,
  inbox,
  rebuild,
  importCommand,
  site,
  configCheck,
  configSchema,
  configSimulate,
  agents,
  agentsSet,
  gates,
  evidence,
  auditVerify,
  auditExport,
  keysRotate,
];

/** What the first words of commands of two words are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  config: 'The settings file, promotion.yml.',
  audit: 'The audit trail: prove it, hand it out.',
  keys: 'The key that signs the audit trail.',
};
