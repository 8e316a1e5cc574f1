/** Versions that whoever imports names for what a source leaves open: `bob@staging=1.2.0`. */
import { type Config, findEnvironment } from '../config.ts';
import { err, ok, type Result } from '../result.ts';
import { type Reading, subjectCalled } from './found.ts';

export interface Said {
  readonly subject: string;
  readonly environment: string;
  readonly version: string;
  /** Word for word. */
  readonly text: string;
}

/** Undefined for what is not written like that. */
export function readSaid(text: string): Said | undefined {
  const [, subject, environment, version] = /^([^@=]+)@([^@=]+)=(\S+)$/.exec(text.trim()) ?? [];
  return subject === undefined || environment === undefined || version === undefined ? undefined : { subject, environment, version, text };
}

/** With the names that the rules have; the error is the name that they do not know. */
export function namedSaid(said: readonly Said[], config: Config): Result<readonly Said[], string> {
  const named: Said[] = [];
  for (const one of said) {
    const subject = subjectCalled(config, one.subject);
    const environment = findEnvironment(config, one.environment);
    if (!subject) return err(one.subject);
    if (!environment) return err(one.environment);
    named.push({ ...one, subject: subject.name, environment: environment.name });
  }
  return ok(named);
}

/** Two versions for the same place: nobody can tell which is meant. */
export const contradictionIn = (named: readonly Said[]): readonly [Said, Said] | undefined => {
  for (const [i, one] of named.entries()) {
    const other = named
      .slice(i + 1)
      .find(({ subject, environment, version }) => subject === one.subject && environment === one.environment && version !== one.version);
    if (other) return [one, other];
  }
  return undefined;
};

/** What was said of a place that no source speaks of: it would be passed over. */
export const unusedIn = (named: readonly Said[], { found }: Pick<Reading, 'found'>, config: Config): Said | undefined =>
  named.find(
    ({ subject, environment }) =>
      !found.some(
        (one) =>
          findEnvironment(config, one.environment)?.name === environment &&
          one.subjects.flatMap((name) => subjectCalled(config, name) ?? [])[0]?.name === subject,
      ),
  );
