/** What `open` has to know: from its options, and on a terminal from whoever sits there. */
import { createInterface } from 'node:readline/promises';
import type { Request } from '../core/promotion.ts';
import { type Io, Misuse } from './command.ts';

/** Every field of a request, empty where nothing was said. */
export type Asked = { readonly [field in keyof Request]: string };
type Said = { readonly [field in keyof Request]?: string | undefined };

const QUESTIONS: Readonly<Partial<Record<keyof Request, string>>> = {
  subject: 'What shall be promoted (component or agent)? ',
  version: 'Which version (a tag or a full commit SHA; empty for the head of the default branch)? ',
  to: 'To which environment? ',
  rollbackPlan: 'How to come back, if need be (may stay empty)? ',
  notes: 'Why now, and what is different (may stay empty)? ',
};
const NEEDED: readonly (keyof Request)[] = ['subject', 'to'];
const ORDER: readonly (keyof Request)[] = ['subject', 'version', 'from', 'to', 'notes', 'blockers', 'rollbackPlan'];

const isTerminal = ({ stdin, stdout }: Io): boolean => stdout.isTTY === true && 'isTTY' in stdin && stdin.isTTY === true;

/** Asks only when something needed is missing, and then for the rest as well. @throws Misuse where nobody can be asked. */
export async function askFor(io: Io, said: Said, json: boolean): Promise<Asked> {
  const isMissing = NEEDED.some((field) => (said[field] ?? '').trim() === '');
  const answers = isMissing && !json && isTerminal(io) ? await ask(io, said) : said;
  const [lacking] = NEEDED.filter((field) => (answers[field] ?? '').trim() === '');
  if (lacking !== undefined)
    throw new Misuse('Say what is to be promoted where: promotion-bot open --subject my_component --version v1.4.0 --to staging');
  const asked = Object.fromEntries(ORDER.map((field) => [field, (answers[field] ?? '').trim()])) as unknown as Asked;
  const [odd] = ORDER.filter((field) => CONTROL.test(asked[field]));
  if (odd !== undefined) throw new Misuse(`What was said for ${odd} holds control characters. Write it as plain text.`);
  return asked;
}

/** All but line feeds, which the long fields may have; those that turn the direction of text around as well. */
const CONTROL = /[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u;

async function ask(io: Io, said: Said): Promise<Said> {
  const lines = createInterface({ input: io.stdin, signal: io.stop })[Symbol.asyncIterator]();
  const found: { -readonly [field in keyof Request]?: string | undefined } = { ...said };
  for (const [field, question] of Object.entries(QUESTIONS) as [keyof Request, string][]) {
    if (said[field] !== undefined) continue;
    io.stdout.write(question);
    const line = await lines.next();
    if (line.done) break;
    found[field] = line.value;
  }
  await lines.return?.();
  return found;
}
