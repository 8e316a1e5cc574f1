/** Issues that the bot opens: each only once, known again by a hidden mark. */
import * as z from 'zod';
import type { Effect } from '../core/effect.ts';
import type { Ref } from '../core/promotion.ts';
import type { Seen } from '../core/seen.ts';
import { type Client, promised } from './graphql.ts';

type Open = Extract<Effect, { kind: 'open_issue' }>;

const made = z.object({ number: z.int() });
const listed = z.array(z.object({ number: z.int(), state: z.string(), body: z.string().nullish() }));

const hidden = (mark: string): string => `<!-- promotion-bot:${mark} -->`;

/** The newest of ours with the first label: whoever looks again does so soon after. */
async function find(
  client: Client,
  { owner, repo }: Ref,
  { bot }: Pick<Seen, 'bot'>,
  { mark, about, labels }: Open,
): Promise<number | undefined> {
  const query = { owner, repo, labels: labels[0] ?? '', creator: bot.login, state: 'all' as const, per_page: 100 };
  const { data } = await client.request('GET /repos/{owner}/{repo}/issues', query);
  const bears = ({ body }: { readonly body?: string | null | undefined }, one: string) => body?.includes(hidden(one)) === true;
  const found = promised(listed, data, `the issues labelled ${labels[0]}`);
  return found.find((one) => bears(one, mark) || (about !== undefined && one.state === 'open' && bears(one, about)))?.number;
}

/** One request to look for it, one to open it; labels that do not exist are made by GitHub (https://docs.github.com/en/rest/issues/issues#create-an-issue). @returns its number. */
export async function openIssue(client: Client, ref: Ref, seen: Pick<Seen, 'bot'>, effect: Open): Promise<number> {
  const existing = await find(client, ref, seen, effect);
  if (existing !== undefined) return existing;
  const { owner, repo } = ref;
  const { title, body, labels, mark, about } = effect;
  const marks = [mark, ...(about === undefined ? [] : [about])].map(hidden).join('');
  const { data } = await client.request('POST /repos/{owner}/{repo}/issues', {
    owner,
    repo,
    title: title.slice(0, 250),
    body: `${marks}\n${body}`,
    labels: [...labels],
  });
  return promised(made, data, `the issue ${title}`).number;
}
