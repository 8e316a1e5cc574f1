/** `app.yml`: the manifest GitHub registers the App from. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const access = z.enum(['read', 'write']);

/** Of https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest#github-app-manifest-parameters, what we use. */
export const manifestSchema = z.strictObject({
  name: z.string().min(1).max(34),
  description: z.string(),
  url: z.url(),
  public: z.boolean(),
  hook_attributes: z.strictObject({ url: z.url(), active: z.boolean() }),
  default_permissions: z.record(z.string(), access),
  default_events: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Reads the manifest that lies beside package.json. @throws when it is not there or not a manifest: a broken installation. */
export function readManifest(): Manifest {
  return manifestSchema.parse(parse(readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')));
}

/** The manifest as it is posted: with the address for webhooks, and the one GitHub sends the person back to. */
export function manifestFor(manifest: Manifest, webhookUrl: string, redirectUrl: string): Manifest & { readonly redirect_url: string } {
  return { ...manifest, hook_attributes: { ...manifest.hook_attributes, url: webhookUrl }, redirect_url: redirectUrl };
}
