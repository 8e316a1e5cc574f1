/** How the commands of people reach GitHub. */
import * as z from 'zod';
import { GITHUB, isServer, webAt } from './core/hosts.ts';
import { baseUrlOf, type EnvProblem, github, told, type Variables } from './env.ts';

export interface Access {
  /** `https://HOST/api/v3` for GitHub Enterprise Server; undefined for github.com. */
  readonly baseUrl: string | undefined;
  readonly token: string;
}

const asPerson = {
  ...github,
  GH_HOST: github.GHE_HOST,
  GITHUB_API_URL: z.url({ protocol: /^https?$/, error: 'is no web address' }).optional(),
};

/**
 * How a person's command reaches GitHub: GH_TOKEN or GITHUB_TOKEN, and where that is: GHE_HOST with GHE_PROTOCOL, else GH_HOST as gh has it,
 * else GITHUB_API_URL of a workflow.
 *
 * @param variables those of the process only: a `.env` that lies in somebody's checkout must not say where the token goes.
 */
export function readAccess(
  variables: Variables,
): { readonly ok: true; readonly access: Access } | { readonly ok: false; readonly problem: EnvProblem } {
  const read = z.object(asPerson).safeParse(Object.fromEntries(Object.keys(asPerson).map((name) => [name, variables[name] || undefined])));
  const [problem] = told(read.error, []);
  if (problem || !read.success)
    return { ok: false, problem: problem ? { ...problem, remedy: OF_OTHERS[problem.name] ?? problem.remedy } : NO_TOKEN };
  const { GHE_HOST: own, GH_HOST: host, GITHUB_API_URL: api } = read.data;
  const baseUrl = own || host ? baseUrlOf({ ...read.data, GHE_HOST: own ?? host }) : webAt(api) === GITHUB ? undefined : api;
  // gh sends GH_TOKEN to no Enterprise Server that GH_HOST names, since it may be one of github.com.
  const names = isServer(webAt(baseUrl)) ? [...OF_SERVERS, ...(own || !host ? OF_GITHUB : [])] : OF_GITHUB;
  const token = names.map((name) => variables[name]).find((value) => value);
  if (token) return { ok: true, access: { baseUrl, token } };
  return { ok: false, problem: names.includes('GH_TOKEN') ? NO_TOKEN : NO_SERVER_TOKEN };
}

const OF_OTHERS: Readonly<Record<string, string>> = {
  GH_HOST: 'Set the bare host name, like github.example.com, or leave it out for github.com.',
  GITHUB_API_URL: 'Set the root of the REST API, like https://github.example.com/api/v3, or leave it out: GitHub sets it in workflows.',
};
const OF_GITHUB = ['GH_TOKEN', 'GITHUB_TOKEN'];
/** https://cli.github.com/manual/gh_help_environment */
const OF_SERVERS = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];

const NO_TOKEN: EnvProblem = {
  name: 'GH_TOKEN',
  sentence: 'There is no token to read GitHub with.',
  remedy: 'Set GH_TOKEN or GITHUB_TOKEN to one that may read issues, for instance: export GH_TOKEN="$(gh auth token)".',
};

const NO_SERVER_TOKEN: EnvProblem = {
  name: 'GH_ENTERPRISE_TOKEN',
  sentence: 'There is no token to read the Enterprise Server with that GH_HOST names.',
  remedy: 'Set GH_ENTERPRISE_TOKEN to one that may read issues there; GH_TOKEN is not sent to a server that GH_HOST names, as gh does not.',
};
