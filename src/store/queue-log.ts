/** What graphile-worker says: only what goes wrong, and that through whoever listens. */
import { Logger } from 'graphile-worker';

/** Says nothing: while tables are made, errors come as exceptions. */
export const quietLogger = new Logger(() => () => {});

/** Passes warnings and errors on, but for failed jobs: of those the worker tells itself, with what they were about. */
export const queueLogger = (say: (level: 'warn' | 'error', message: string) => void): Logger =>
  new Logger(() => (level, message, meta) => {
    if (level === 'error' && meta?.['failure'] !== true) say('error', message);
    else if (level === 'warning') say('warn', message);
  });
