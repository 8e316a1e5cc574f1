/** Who is judged for where: what a person named, found in the rules, or a sentence that says what there is. */
import {
  CONFIG_PATH,
  type Config,
  type Environment,
  environmentBelow,
  findEnvironment,
  findSubject,
  nearest,
  type Subject,
} from '../core/config.ts';
import { err, ok, type Result } from '../core/result.ts';

export interface Target {
  readonly subject: Subject;
  readonly environment: Environment;
  /** Name of the environment below; null for the first. */
  readonly from: string | null;
}

/** @param asked the subject by its name, the environment by its name or an alias. */
export function targetOf(config: Config, asked: { readonly subject: string; readonly to: string }): Result<Target, string> {
  const subject = findSubject(config, asked.subject);
  if (!subject) return err(whyNone('subject', asked.subject, config.subjects));
  const environment = findEnvironment(config, asked.to);
  if (!environment) return err(whyNone('environment', asked.to, config.environments));
  return ok({ subject, environment, from: environmentBelow(config, environment)?.name ?? null });
}

type Known = readonly { readonly name: string; readonly aliases?: readonly string[] }[];

function whyNone(what: string, found: string, known: Known): string {
  const meant = nearest(
    found,
    known.flatMap(({ name, aliases = [] }) => [name, ...aliases]),
  );
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return `There is no ${what} ${JSON.stringify(found)} in ${CONFIG_PATH}.${hint} Known are ${known.map(({ name }) => name).join(', ')}.`;
}
