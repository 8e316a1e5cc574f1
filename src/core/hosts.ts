/**
 * Where a GitHub is: github.com, one of GHE.com, or an Enterprise Server.
 * https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api ,
 * https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
 */
export const GITHUB = 'https://github.com';
const GITHUB_API = 'https://api.github.com';

/** `octocorp.ghe.com`: Enterprise Cloud with a place of its own, whose API has a host of its own. */
const IN_CLOUD = /^[a-z\d-]+\.ghe\.com$/i;

/** The root of REST on a host as people name it; undefined for github.com. */
export function apiAt(host: string | undefined, protocol = 'https'): string | undefined {
  if (host === undefined || host.toLowerCase() === 'github.com') return undefined;
  return IN_CLOUD.test(host) ? `https://api.${host.toLowerCase()}` : `${protocol}://${host}/api/v3`;
}

/** Where people look at the GitHub with this root of REST: `https://github.example.com`. */
export function webAt(api: string | undefined): string {
  if (api === undefined) return GITHUB;
  const { origin } = new URL(api);
  const [, cloud] = /^https:\/\/api\.([a-z\d-]+\.ghe\.com)$/.exec(origin) ?? [];
  if (cloud !== undefined) return `https://${cloud}`;
  return origin === GITHUB_API ? GITHUB : origin;
}

/** Whether a host is an Enterprise Server: gh takes another token for these (https://cli.github.com/manual/gh_help_environment). */
export const isServer = (web: string): boolean => web !== GITHUB && !IN_CLOUD.test(new URL(web).host);
