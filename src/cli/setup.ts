import * as z from 'zod';
import { defineCommand, type Io } from './command.ts';

export const setup = defineCommand({
  name: 'setup',
  summary: 'Register the GitHub App, make the key of the audit trail, and write both to .env.',
  arguments: [],
  options: [
    { flags: '--webhook-url <url>', summary: 'where GitHub can reach this bot; asked for when not given' },
    { flags: '--org <name>', summary: 'the organisation that shall own the App; your own account when not given' },
    { flags: '--key-only', summary: 'make only the key of the audit trail' },
  ],
  input: z.object({
    webhookUrl: z.string().optional(),
    org: z
      .string()
      .regex(/^[a-z\d](?:[a-z\d-]{0,38})$/i, '--org takes the name of an organisation as it stands in its address on GitHub.')
      .optional(),
    keyOnly: z.boolean().default(false),
  }),
  run: async ({ webhookUrl, org, keyOnly }, io: Io) => {
    const { runSetup } = await import('../setup.ts');
    return runSetup({ webhookUrl, org, keyOnly }, io);
  },
});
