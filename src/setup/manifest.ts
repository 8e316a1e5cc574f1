/** `app.yml`: the manifest GitHub registers the App from. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { CALLBACK } from '../web/dashboard/sign-in.ts';

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

/** The manifest as it is posted. */
export interface Posted extends Manifest {
  /** Where GitHub sends the person back to. */
  readonly redirect_url: string;
  /** Where it sends those who sign in to the dashboard. */
  readonly callback_urls: readonly string[];
}

/** Where people will open the dashboard: where the webhooks go to, unless somebody else passes those on. */
export function dashboardUrl({ hook_attributes: { url } }: Manifest, webhookUrl: string): string {
  const { origin, pathname } = new URL(webhookUrl);
  return pathname === new URL(url).pathname ? origin : 'http://localhost:3000';
}

/** With the address for webhooks, and those GitHub sends people back to. */
export function manifestFor(manifest: Manifest, webhookUrl: string, redirectUrl: string): Posted {
  const callback = `${dashboardUrl(manifest, webhookUrl)}${CALLBACK}`;
  return {
    ...manifest,
    hook_attributes: { ...manifest.hook_attributes, url: webhookUrl },
    redirect_url: redirectUrl,
    callback_urls: [callback],
  };
}
