/** The one table of rules, in the order in which people read what they found. */
import type { Rule } from '../rule.ts';
import { agentMap } from './agent-map.ts';
import { alone } from './alone.ts';
import { arrived } from './arrived.ts';
import { blockers } from './blockers.ts';
import { criteria } from './criteria.ts';
import { delivery } from './delivery.ts';
import { dependencies } from './dependencies.ts';
import { files } from './files.ts';
import { freeze } from './freeze.ts';
import { gates } from './gates.ts';
import { granted } from './granted.ts';
import { oneVersion } from './one-version.ts';
import { ownCommit } from './own-commit.ts';
import { pause } from './pause.ts';
import { published } from './published.ts';
import { quarantine } from './quarantine.ts';
import { rollbackPlan } from './rollback-plan.ts';
import { skip } from './skip.ts';
import { soak } from './soak.ts';
import { step } from './step.ts';
import { teams } from './teams.ts';
import { unlocked } from './unlocked.ts';
import { writer } from './writer.ts';

export const rules: readonly Rule[] = [
  unlocked,
  granted,
  step,
  ownCommit,
  files,
  published,
  oneVersion,
  agentMap,
  quarantine,
  arrived,
  soak,
  writer,
  teams,
  alone,
  dependencies,
  blockers,
  rollbackPlan,
  skip,
  gates,
  criteria,
  freeze,
  pause,
  delivery,
];
