/** What the panel says on top while GitHub lets the app write nothing more for a while. */
import type { Instant } from '../promotion.ts';
import { moment } from './scene.ts';

const MARK = '<!-- promotion-bot:postponed -->';
const NOTICE = new RegExp(`^${MARK} .*\\n\\n`, 'm');

/** The panel as it stands, with one line below its mark; a line of before is replaced. */
export function postponedPanel(panel: string, until: Instant): string {
  const [mark = '', ...rest] = panel.replace(NOTICE, '').split('\n');
  const notice = `${MARK} ⏳ **Heard, and not lost.** GitHub lets an app write only so much in an hour, and this one has: what was said last counts, and is recorded by itself at about ${moment(until)}.`;
  return [mark, notice, '', ...rest].join('\n');
}
