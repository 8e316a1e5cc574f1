import type { Hold } from '../verdict.ts';
import { code, type Markdown, md } from './markdown.ts';

/** Says plainly what is configured and not carried out by this version. */
export function holdText({ setting, owner, before }: Hold): Markdown {
  const effect =
    before === 'approval' ? md`so the promotion stays PENDING before approval` : md`so the promotion stays PENDING after approval`;
  return md`${code(owner)} has ${code(setting)} in \`.github/promotion.yml\`, and this version of Promotion Bot cannot carry that out yet, ${effect}. Nothing is skipped and nothing is assumed: remove the setting to go on without it.`;
}
