/** What an environment says about deploying, verifying, watching and taking back, as `config-schema.ts` lets it through. */
import { type Environment, rolesOf } from './config.ts';
import { secondsOf } from './duration.ts';
import { EVERY, gatesIn, settingsIn } from './gates/merged.ts';

export interface DeploySettings {
  /** File name of the workflow that deploys; undefined where outside software answers a GitHub Deployment. */
  readonly workflow: string | undefined;
  /** Logins of that software; empty for any App. */
  readonly by: readonly string[];
}

export interface WatchSettings {
  /** Seconds. */
  readonly for: number;
  /** Seconds between checks. */
  readonly every: number;
  /** Whether a failure takes the version back; otherwise it is only told. */
  readonly rollsBack: boolean;
  /** File name of the workflow that checks; undefined when nothing is measured. */
  readonly workflow: string | undefined;
  /** Labels that make an open issue that mentions the promotion an incident. */
  readonly incidents: readonly string[];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []);

/** Undefined where a promotion is only recorded. */
export function deploySettings({ settings }: Pick<Environment, 'settings'>): DeploySettings | undefined {
  const { workflow, deployment, by } = settingsIn(settings['deploy']);
  if (workflow === undefined && deployment !== true) return undefined;
  return { workflow: textOf(workflow), by: listOf(by) };
}

/** The file name of the workflow that decides whether a deployed version works; undefined where nobody looks. */
export const verifyWorkflow = ({ settings }: Pick<Environment, 'settings'>): string | undefined =>
  textOf(settingsIn(settings['verify'])['workflow']);

const INCIDENTS = ['critical-bug'];

/** Undefined where nothing is watched. */
export function watchSettings(environment: Pick<Environment, 'settings'>): WatchSettings | undefined {
  const watch = settingsIn(environment.settings['watch']);
  const lasts = textOf(watch['for']);
  if (lasts === undefined) return undefined;
  const hasGates = Object.keys(gatesIn(watch['gates'])).length > 0;
  const own = textOf(watch['workflow']);
  return {
    for: secondsOf(lasts),
    every: secondsOf(textOf(watch['every']) ?? EVERY),
    rollsBack: watch['on_fail'] === 'rollback',
    workflow: own ?? (hasGates ? verifyWorkflow(environment) : undefined),
    incidents: watch['incidents'] === undefined ? INCIDENTS : listOf(watch['incidents']),
  };
}

/** Roles that may take a version back: those that are named, else those that may approve it. */
export function rollbackRoles({ settings, approval }: Pick<Environment, 'settings' | 'approval'>): readonly string[] {
  const { by } = settingsIn(settings['rollback']);
  return by === undefined ? rolesOf(approval) : listOf(by);
}
