/** The settings of the dashboard. */
import * as z from 'zod';

export interface DashboardSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where people open it, without a slash at the end; where it listens when undefined. */
  readonly origin: string | undefined;
}

/** What browsers trust without https. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export const dashboardVariables = {
  GITHUB_CLIENT_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'is not a client ID')
    .optional(),
  GITHUB_CLIENT_SECRET: z
    .string()
    .regex(/^\S{16,}$/, 'is not a client secret')
    .optional(),
  DASHBOARD_URL: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+\/?$/, 'is not an address without a path')
    .refine((url) => URL.canParse(url), { error: 'is not an address', abort: true })
    // Browsers keep cookies that are for this host only nowhere else.
    .refine((url) => url.startsWith('https:') || LOOPBACK.includes(new URL(url).hostname), 'does not begin with https')
    .transform((url) => new URL(url).origin)
    .optional(),
};

type Read = z.output<z.ZodObject<typeof dashboardVariables>>;

export const isWhole = ({ GITHUB_CLIENT_ID: id, GITHUB_CLIENT_SECRET: secret }: Read): boolean =>
  (id === undefined) === (secret === undefined);
export const HALF = { path: ['GITHUB_CLIENT_SECRET'], error: 'and GITHUB_CLIENT_ID belong together, and only one of them is set' };

/** Undefined while it is switched off. */
export const dashboardOf = ({
  GITHUB_CLIENT_ID: clientId,
  GITHUB_CLIENT_SECRET: clientSecret,
  DASHBOARD_URL: origin,
}: Read): DashboardSettings | undefined =>
  clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret, origin };
