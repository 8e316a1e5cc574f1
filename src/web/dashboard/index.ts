/** The dashboard on the server of everything else. */
import { appOf } from './app.ts';
import { type Pages, pagesOf } from './pages.ts';
import type { HouseParts } from './parts.ts';

export function dashboardOf(parts: HouseParts): Pages {
  const { app, close } = appOf(parts);
  return pagesOf(app, close);
}
