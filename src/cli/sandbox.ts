import * as z from 'zod';
import { codeOf, defineCommand, EXIT, type Io } from './command.ts';

const port = z
  .string()
  .regex(/^\d{1,5}$/, '--port takes a number from 0 to 65535.')
  .transform(Number)
  .refine((value) => value <= 65_535, '--port takes a number from 0 to 65535.');

/** The package that could not be found, when that is what went wrong. */
function missingPackage(error: unknown): string | undefined {
  return codeOf(error) === 'ERR_MODULE_NOT_FOUND' ? /Cannot find package '([^']+)'/.exec(String(error))?.[1] : undefined;
}

export const sandbox = defineCommand({
  name: 'sandbox',
  summary: 'Try the bot against a GitHub in memory: no account, no network, nothing to set up.',
  arguments: [],
  options: [
    { flags: '--play [name]', summary: 'play a story and print what everybody says' },
    { flags: '--empty', summary: 'begin with people and rules only: nothing has happened yet, and nothing deploys' },
    { flags: '--port <number>', summary: 'where the sandbox listens' },
  ],
  input: z.object({
    play: z.union([z.string(), z.literal(true).transform(() => '')]).optional(),
    empty: z.boolean().default(false),
    port: port.optional(),
  }),
  run: async ({ play, empty, port }, io: Io) => {
    try {
      const { runSandbox } = await import('../sandbox/start.ts');
      return await runSandbox({ play, empty, port }, io);
    } catch (error) {
      const name = missingPackage(error);
      if (name === undefined) throw error;
      io.stderr.write(
        `The sandbox needs packages that are optional, and ${name} is not installed. Install again without --omit=optional, then try again.\n`,
      );
      return EXIT.unknown;
    }
  },
});
