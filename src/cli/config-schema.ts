import * as z from 'zod';
import { defineCommand, EXIT, type Io } from './command.ts';

export const configSchema = defineCommand({
  name: 'config schema',
  summary: 'Print the JSON Schema of promotion.yml, with which editors complete and check while you type.',
  arguments: [],
  options: [{ flags: '--organization', summary: 'that of the file which "extends: org" reads' }],
  input: z.object({ args: z.tuple([]), organization: z.boolean().default(false) }),
  run: async ({ organization }, io: Io) => {
    const { configJsonSchema, organizationJsonSchema } = await import('../core/config-json-schema.ts');
    io.stdout.write(`${JSON.stringify(organization ? organizationJsonSchema() : configJsonSchema(), null, 2)}\n`);
    return EXIT.yes;
  },
});
