/** From what a route found to what goes over the wire. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { layout, type Page } from '../../core/views/pages/layout.ts';
import { misreadPage, missingPage } from '../../core/views/pages/say.ts';
import { ICON, SCRIPT, STYLE } from './assets.ts';
import type { Asked } from './house.ts';
import type { View } from './view.ts';

/** @param login of whoever looks; undefined for nobody. */
export function htmlOf(
  c: Context,
  page: Page,
  { status = 200, login, live = false }: { status?: ContentfulStatusCode; login?: string | undefined; live?: boolean } = {},
): Response {
  const assets = { style: STYLE.path, script: live ? SCRIPT.path : undefined, icon: ICON.path };
  return c.html(layout(page, { assets, path: c.req.path, login }), status);
}

/** What the API says when it has nothing to say. */
export const apiError = (c: Context, status: ContentfulStatusCode, error: string): Response => c.json({ error }, status);

export const MISSING = 'There is nothing here, or GitHub does not let you read it.';

export async function answerPage(c: Context, asked: Asked, view: View): Promise<Response> {
  const { login } = asked.session.viewer;
  const answered = await view.answer(asked, new URL(c.req.url).searchParams);
  if (answered.kind === 'misread') return htmlOf(c, misreadPage(answered.problems), { status: 400, login });
  if (answered.kind === 'missing') return htmlOf(c, missingPage, { status: 404, login });
  return htmlOf(c, await answered.page(), { login, live: true });
}

export async function answerJson(c: Context, asked: Asked, view: View): Promise<Response> {
  const answered = await view.answer(asked, new URL(c.req.url).searchParams);
  if (answered.kind === 'misread') return apiError(c, 400, answered.problems.join(' '));
  if (answered.kind === 'missing') return apiError(c, 404, MISSING);
  // The shape of a model is a matter of its view; everything in it is JSON.
  return c.json(answered.json() as object);
}
