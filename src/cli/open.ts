/** `promotion-bot open`: asks for a promotion by opening its issue, after the names were found in the rules of the repository. */
import * as z from 'zod';
import type { Defaults } from '../core/config.ts';
import type { Draft, Repository } from '../github/person.ts';
import { redactor } from '../log.ts';
import { type Command, defineCommand, EXIT, type Io, Misuse } from './command.ts';
import { type Asked, askFor } from './open-questions.ts';
import { defaultsFor } from './organization.ts';
import { asPerson, type Client, REPO_OPTION, repositoryFor, tellWhy } from './person.ts';

const word = z.string().optional();

export const open: Command = defineCommand({
  name: 'open',
  summary: 'Ask for a promotion: opens the issue as you, after a look at the rules there. Asks for what is missing on a terminal.',
  arguments: [],
  options: [
    { flags: '--subject <name>', summary: 'the component or agent' },
    { flags: '--version <version>', summary: 'a tag or a full commit SHA; the head of the default branch when not given' },
    { flags: '--to <environment>', summary: 'the environment it shall reach' },
    { flags: '--from <environment>', summary: 'where it comes from; checked when given' },
    { flags: '--notes <text>', summary: 'why now, and what is different' },
    { flags: '--blockers <text>', summary: 'issues that must be closed first, like "#12, #13"' },
    { flags: '--rollback-plan <text>', summary: 'how to come back' },
    REPO_OPTION,
    { flags: '--dry-run', summary: 'print the issue, and open nothing' },
    { flags: '--json', summary: 'print the result as JSON' },
  ],
  input: z.object({
    args: z.tuple([]),
    subject: word,
    version: word,
    to: word,
    from: word,
    notes: word,
    blockers: word,
    rollbackPlan: word,
    repo: word,
    dryRun: z.boolean().default(false),
    json: z.boolean().default(false),
  }),
  run: async ({ repo, dryRun, json, args: _none, ...said }, io) => {
    const asked = await askFor(io, said, json);
    if (redactor()(JSON.stringify(asked)) !== JSON.stringify(asked))
      throw new Misuse('The request holds what looks like a token or a key, and everybody who sees the issue would see it. Leave it out.');
    return asPerson(io, { failure: 'The promotion was not opened on GitHub', json }, (client, web) =>
      openIn(io, client, repositoryFor(io, repo, web), { asked, dryRun, json }),
    );
  },
});

interface Order {
  readonly asked: Asked;
  readonly dryRun: boolean;
  readonly json: boolean;
}

async function openIn(io: Io, client: Client, place: Repository, { asked, dryRun, json }: Order): Promise<number> {
  const { openIssue, readFile } = await import('../github/person.ts');
  const { CONFIG_PATH } = await import('../core/config-path.ts');
  const name = `${place.owner}/${place.repo}`;
  const text = await readFile(client, place, CONFIG_PATH);
  if (text === undefined)
    return tellWhy(
      io,
      `${name} has no ${CONFIG_PATH} on its default branch, or your token may not read it. Check the name of the repository and the token.`,
      { json },
    );
  const draft = await draftFrom(text, await defaultsFor(client, place, text), asked);
  if ('problems' in draft) return tellWhy(io, draft.problems.join('\n'), { json }, draft.code);
  if (dryRun) {
    io.stdout.write(json ? `${JSON.stringify({ ok: true, dry_run: true, repository: name, ...draft })}\n` : preview(name, draft));
    return EXIT.yes;
  }
  const { number, url, labels } = await openIssue(client, place, draft);
  const unlabelled = draft.labels.filter((label) => !labels.includes(label));
  io.stdout.write(
    json ? `${JSON.stringify({ ok: true, dry_run: false, repository: name, number, url, title: draft.title })}\n` : `${url}\n`,
  );
  if (!json && unlabelled.length > 0)
    io.stderr.write(
      `GitHub did not set the label ${unlabelled.join(', ')}, since you may not label there. The bot knows the issue by its text.\n`,
    );
  return EXIT.yes;
}

const preview = (name: string, { title, body, labels }: Draft): string =>
  `Nothing was opened. In ${name} this would be:\n\n  ${title}\n  Label: ${labels.join(', ')}\n\n${body.replaceAll(/^(?=.)/gm, '  ')}\n`;

/** The issue, or what is wrong with what was asked for: 1 for the request, 2 for rules that cannot be read. */
async function draftFrom(
  text: string,
  defaults: Defaults | undefined,
  asked: Asked,
): Promise<Draft | { readonly problems: readonly string[]; readonly code: number }> {
  const { CONFIG_PATH, findEnvironment, readConfig } = await import('../core/config.ts');
  const { PROMOTION_LABEL, readRequest, writeRequest } = await import('../core/request.ts');
  const { targetOf } = await import('../runner/target.ts');
  const { configProblemIn } = await import('../core/views/config-problem.ts');
  const { problemLine } = await import('../core/views/bare.ts');
  const { config, problems } = readConfig(text, defaults);
  if (!config)
    return {
      problems: [`The rules in ${CONFIG_PATH} are broken, so nothing is promoted there:`, ...problems.map(configProblemIn)],
      code: EXIT.unknown,
    };
  const target = targetOf(config, asked);
  if (!target.ok) return { problems: [target.error], code: EXIT.no };
  const { subject, environment, from } = target.value;
  const left = asked.from === '' ? undefined : findEnvironment(config, asked.from);
  if (asked.from !== '' && left?.name !== from)
    return {
      problems: [
        `What enters ${environment.name} comes from ${from ?? 'outside'}, not from ${JSON.stringify(asked.from)}. Leave --from out, or name that.`,
      ],
      code: EXIT.no,
    };
  const request = { ...asked, subject: subject.name, to: environment.name };
  const draft = { title: `Promote ${subject.name} to ${environment.name}`, body: writeRequest(request), labels: [PROMOTION_LABEL] };
  const read = readRequest(draft, { config });
  if (read.problems.length > 0) return { problems: read.problems.map(problemLine), code: EXIT.no };
  const other = Object.entries(request).find(([field, said]) => read.request?.[field as keyof Asked] !== said);
  return other === undefined
    ? draft
    : {
        problems: [
          `The issue would not say what you said for ${other[0]}: leave out headings like "### To", hidden comments and blank lines around the text.`,
        ],
        code: EXIT.no,
      };
}
