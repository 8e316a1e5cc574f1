import * as z from 'zod';
import { type EnvProblem, readEnv, withDotenv } from '../env.ts';
import { createLog } from '../log.ts';
import { codeOf, defineCommand, EXIT, type Io } from './command.ts';

const advice = (problems: readonly EnvProblem[]): string => `Promotion Bot cannot start yet:

${problems.map(({ sentence, remedy }) => `  - ${sentence}\n    ${remedy}`).join('\n')}

"npm run setup" registers the GitHub App and writes all of this to .env for you.
`;

/** A way to fail that is not a bug, as the person who starts the server should read it. */
function listenAdvice(error: unknown, port: number, host: string): string | undefined {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${host} is in use. Stop what listens there, or set PORT to another one (0 takes any that is free).`;
  if (code === 'EACCES') return `This user may not listen on port ${port}. Set PORT to one above 1023.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `This machine has no address "${host}". Set HOST to 127.0.0.1, or to 0.0.0.0 for all of them.`;
  return undefined;
}

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

export const start = defineCommand({
  name: 'start',
  summary: 'Run the bot: listen for GitHub and answer.',
  arguments: [],
  options: [],
  input: z.object({}),
  run: async (_, io: Io) => {
    const reading = readEnv(withDotenv(io.env, io.cwd), io.cwd);
    if (!reading.ok) {
      io.stderr.write(advice(reading.problems));
      return EXIT.no;
    }
    const { env } = reading;
    const log = createLog({ level: env.logLevel, write: (line) => io.stdout.write(line), secrets: [env.webhookSecret] });
    const [{ createBot }, { startServer }] = await Promise.all([import('../bot.ts'), import('../server.ts')]);
    try {
      const { ledgerKey, previousLedgerKeys } = env;
      const server = await startServer(env, { bot: createBot({ ledgerKey, previousLedgerKeys, log }), log });
      await stopped(io.stop);
      log.info('Stopping: what is under way is finished first');
      await server.close();
      return EXIT.yes;
    } catch (error) {
      const text = listenAdvice(error, env.port, env.host);
      if (text === undefined) throw error;
      io.stderr.write(`${text}\n`);
      return EXIT.no;
    }
  },
});
