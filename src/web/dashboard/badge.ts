/** What runs where, as a picture for a README. For repositories that everybody may read; of any other nobody learns that it is there. */
import { makeBadge } from 'badge-maker';
import type { Context } from 'hono';
import type { CurrentVersion } from '../../core/index-rows.ts';
import { versionOf } from '../../core/views/pages/words.ts';
import { oneLine } from '../../core/views/report-lines.ts';
import { MISSING } from './answer.ts';
import type { House } from './house.ts';

const COLOURS: Readonly<Record<string, string>> = { watched: '#9a6700', imported: '#57606a' };
const SETTLED = '#1a7f37';
const LONGEST = 60;

const short = (text: string): string => {
  const line = oneLine(text);
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1)}…`;
};

export async function answerBadge(c: Context, house: House): Promise<Response> {
  const found = await running(c, house);
  if (!found) return c.text(`${MISSING}\n`, 404);
  const color = COLOURS[found.phase ?? ''] ?? SETTLED;
  // Nobody approved it here: whoever sees the picture alone has to know.
  const message = `${short(versionOf(found))}${found.phase === 'imported' ? ' (imported)' : ''}`;
  const picture = makeBadge({ label: short(`${found.subject} in ${found.environment}`), message, color });
  return c.body(picture, 200, { 'content-type': 'image/svg+xml; charset=utf-8', 'cache-control': 'public, max-age=60' });
}

/** GitHub is asked only about names that are in the index, so that nobody can make this server ask it about anything. */
async function running(c: Context, house: House): Promise<CurrentVersion | undefined> {
  const { owner = '', name = '', subject = '', environment = '' } = c.req.param() as Record<string, string>;
  const place = { owner, name };
  const id = await house.repositoryNamed(place);
  if (id === undefined) return undefined;
  const said = await house.access.isPublic(place).catch((error: unknown) => {
    house.log.error({ err: error }, 'Whether a repository is public could not be found out');
    return undefined;
  });
  // What is called so on GitHub now may be another one than what was called so when its promotions were read.
  if (!said?.isPublic || said.id !== id) return undefined;
  const wanted = { repository: place, subject, environment: environment.replace(/\.svg$/, '') };
  const { rows } = await house.readAs([id]).matrix(wanted, { limit: 1 });
  return rows[0];
}
