/** What stands there while the dashboard is switched off: a word about how to switch it on. */
import { Hono } from 'hono';
import { offPage } from '../../core/views/pages/say.ts';
import { htmlOf } from './answer.ts';
import { ASSETS } from './assets.ts';
import { headers } from './headers.ts';
import { type Pages, pagesOf } from './pages.ts';

/** @param nothing what is said wherever nothing is. */
export function offDashboard(nothing: string): Pages {
  const app = new Hono();
  app.use(headers(() => false));
  app.get('/', (c) => htmlOf(c, offPage));
  for (const { path, type, body } of ASSETS) app.get(path, (c) => c.body(body, 200, { 'content-type': type }));
  app.notFound((c) => c.text(`${nothing}\n`, 404));
  return pagesOf(app, () => {});
}
