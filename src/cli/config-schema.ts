import * as z from 'zod';
import { defineCommand, EXIT, type Io } from './command.ts';

export const configSchema = defineCommand({
  name: 'config schema',
  summary: 'Print the JSON Schema of promotion.yml, with which editors complete and check while you type.',
  arguments: [],
  options: [],
  input: z.object({ args: z.tuple([]) }),
  run: async (_, io: Io) => {
    const { configJsonSchema } = await import('../core/config-json-schema.ts');
    io.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    return EXIT.yes;
  },
});
