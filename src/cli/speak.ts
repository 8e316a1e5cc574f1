/** `promotion-bot approve` and `reject`: a comment on the issue, written as the person whose token it is. */
import * as z from 'zod';
import type { Ref } from '../core/promotion.ts';
import { redactor } from '../log.ts';
import { type Command, defineCommand, EXIT, type Io, Misuse } from './command.ts';
import { asPerson, type Client, issueFor, PROMOTION, REPO_OPTION, tellWhy } from './person.ts';

interface Verb {
  readonly name: 'approve' | 'reject';
  readonly summary: string;
  /** What follows it, as the bot calls it: a comment, a reason. */
  readonly words: string;
  readonly meaning: string;
}

interface Given {
  readonly args: readonly [string | undefined, readonly string[]];
  readonly repo?: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

const LONGEST = 8_000;
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** Words as they may stand behind a command: on one line, all of them seen, and no secret among them. @throws Misuse */
function wordsOf(verb: Verb, words: readonly string[]): string {
  const text = words.join(' ').trim();
  const what = `The ${verb.words}`;
  if (HIDDEN.test(text))
    throw new Misuse(`${what} holds control characters, line breaks or signs that nobody sees. Write it as one line of plain text.`);
  if (text.length > LONGEST)
    throw new Misuse(`${what} has ${text.length} characters; ${LONGEST} are kept. Shorten it, and link to what is longer.`);
  if (redactor()(text) !== text)
    throw new Misuse(
      `${what} holds what looks like a token or a key, and everybody who sees the issue would see it. Leave it out (and revoke it, if it stands in the history of your shell).`,
    );
  return text;
}

const speak = (verb: Verb): Command =>
  defineCommand<Given>({
    name: verb.name,
    summary: verb.summary,
    arguments: [PROMOTION, { syntax: `[${verb.words}...]`, summary: verb.meaning }],
    options: [
      REPO_OPTION,
      { flags: '--dry-run', summary: 'say what would be written, and write nothing' },
      { flags: '--json', summary: 'print the result as JSON' },
    ],
    input: z.object({
      args: z.tuple([z.string().optional(), z.array(z.string()).default([])]),
      repo: z.string().optional(),
      dryRun: z.boolean().default(false),
      json: z.boolean().default(false),
    }),
    run: async (given, io) => {
      const [promotion, words] = given.args;
      const body = `/${verb.name} ${wordsOf(verb, words)}`.trim();
      const failure = `${promotion ?? 'The promotion'} was not answered on GitHub`;
      return asPerson(io, { failure, json: given.json }, (client, web) =>
        answer(io, client, issueFor(io, promotion, given.repo, web), { ...given, body }),
      );
    },
  });

/** The bot decides; the comment only asks it to. */
async function answer(
  io: Io,
  client: Client,
  ref: Ref,
  { body, dryRun, json }: Pick<Given, 'dryRun' | 'json'> & { readonly body: string },
): Promise<number> {
  const { findIssue, say } = await import('../github/person.ts');
  const { isPromotionIssue } = await import('../core/request.ts');
  const issue = await findIssue(client, ref);
  const name = `${ref.owner}/${ref.repo}#${ref.number}`;
  if (issue.isPull || !isPromotionIssue(issue))
    return tellWhy(io, `${name} is no promotion: nobody would read the answer. Check the number.`, { json }, EXIT.no);
  if (!issue.open) return tellWhy(io, `${name} is closed: nothing is decided there any more. See ${issue.url}`, { json }, EXIT.no);
  const url = dryRun ? issue.url : await say(client, ref, body);
  const words = dryRun
    ? `Nothing was written. On ${name} (${url}) you would say:\n  ${body}\n`
    : `You said ${JSON.stringify(body)} on ${name}: ${url}\nThe bot decides whether it counts, and answers there: promotion-bot why ${name}\n`;
  io.stdout.write(json ? `${JSON.stringify({ ok: true, dry_run: dryRun, promotion: name, body, url })}\n` : words);
  return EXIT.yes;
}

export const approve = speak({
  name: 'approve',
  summary: 'Approve a promotion: writes /approve on its issue as you. Whether it counts, the bot decides.',
  words: 'comment',
  meaning: 'kept with your decision',
});

export const reject = speak({
  name: 'reject',
  summary: 'Say no to a promotion: writes /reject on its issue as you. Whether it counts, the bot decides.',
  words: 'reason',
  meaning: 'why not; kept with your decision',
});
