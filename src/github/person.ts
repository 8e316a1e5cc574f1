/** GitHub as a person with a token of their own sees it, and the few things the command line does in that person's name. */
import { Octokit } from '@octokit/rest';
import type { Ref } from '../core/promotion.ts';
import type { Fetch } from './transport.ts';
import { VERSION } from './version.ts';

export interface Access {
  /** `https://HOST/api/v3` for GitHub Enterprise Server; undefined for github.com. */
  readonly baseUrl: string | undefined;
  readonly token: string;
  /** The way out; the global `fetch` when undefined. */
  readonly fetch?: Fetch | undefined;
}

const quiet = (): void => {};
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** An Octokit that acts as the person whose token it is. */
export function personClient({ baseUrl, token, fetch }: Access): Octokit {
  return new Octokit({
    auth: token,
    userAgent: `promotion-bot/${VERSION}`,
    log: SILENT,
    request: { fetch: fetch ?? ((input: string | URL, init?: RequestInit) => globalThis.fetch(input, init)) },
    ...(baseUrl === undefined ? {} : { baseUrl }),
  });
}

export type Repository = Pick<Ref, 'owner' | 'repo'>;

/** A text file of the default branch; undefined when there is none, or no repository that this person may see. One request. */
export async function readFile(client: Octokit, { owner, repo }: Repository, path: string): Promise<string | undefined> {
  try {
    const { data } = await client.rest.repos.getContent({ owner, repo, path });
    return 'content' in data ? Buffer.from(data.content, 'base64').toString('utf8') : undefined;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return undefined;
    throw error;
  }
}

export interface Draft {
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
}

/** One request. Labels are dropped in silence where the person may not set them (https://docs.github.com/en/rest/issues/issues#create-an-issue). */
export async function openIssue(
  client: Octokit,
  { owner, repo }: Repository,
  { title, body, labels }: Draft,
): Promise<{ readonly number: number; readonly url: string; readonly labels: readonly string[] }> {
  const { data } = await client.rest.issues.create({ owner, repo, title, body, labels: [...labels] });
  return { number: data.number, url: data.html_url, labels: labelsOf(data) };
}

export interface FoundIssue extends Draft {
  readonly url: string;
  readonly open: boolean;
  readonly isPull: boolean;
}

/** One request. */
export async function findIssue(client: Octokit, { owner, repo, number }: Ref): Promise<FoundIssue> {
  const { data } = await client.rest.issues.get({ owner, repo, issue_number: number });
  const { title, body, html_url: url, state } = data;
  return { title, body: body ?? '', labels: labelsOf(data), url, open: state === 'open', isPull: data.pull_request !== undefined };
}

/** One request. @returns the address of the comment. */
export async function say(client: Octokit, { owner, repo, number }: Ref, body: string): Promise<string> {
  const { data } = await client.rest.issues.createComment({ owner, repo, issue_number: number, body });
  return data.html_url;
}

const labelsOf = ({ labels }: { readonly labels: readonly (string | { readonly name?: string })[] }): readonly string[] =>
  labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
