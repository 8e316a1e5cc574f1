/** The promotion report at the end of the panel: folded away for people, valid JSON for programs. */
import { CAPS } from '../gate-report.ts';
import type { Report } from '../report-document.ts';
import { clip } from '../report-fit.ts';
import { blocks, folded, type Markdown, md, raw } from './markdown.ts';
import { plural } from './scene.ts';

/** At most so many characters: without the gates where they do not fit, and never cut in the middle. Undefined when not even that fits. */
export function panelReport(report: Report, room: number): Markdown | undefined {
  const shorter: Report = { ...report, blockers: shortened(report), promotion_criteria: { ...report.promotion_criteria, details: [] } };
  const left = md`*${leftOut(report)} are left out: this comment has a size limit. The audit trail below has them.*`;
  const nothing = md`*The report does not fit into this comment. The audit trail below has everything that was in it.*`;
  const ways = [block(report), blocks(left, block(shorter)), nothing].map((body) => folded(raw('Promotion report'), body));
  return ways.find(({ markdown }) => markdown.length <= room);
}

/** Some are enough to know why. */
const MOST_BLOCKERS = 20;
const shortened = ({ blockers }: Report): Report['blockers'] =>
  blockers.slice(0, MOST_BLOCKERS).map((blocker) => ({ ...blocker, summary: clip(blocker.summary, CAPS.name) }));

function leftOut({ blockers, promotion_criteria: { details } }: Report): string {
  const gates = `The details of ${plural(details.length, 'gate')}`;
  const more = blockers.length - MOST_BLOCKERS;
  return more > 0 ? `${gates} and ${more} of ${plural(blockers.length, 'blocker')}` : gates;
}

/** A fence is longer than any in the text, so that nothing in it ends it. */
function block(report: Report): Markdown {
  const json = JSON.stringify(report, null, 2).replaceAll(UNSAFE, escaped);
  const longest = Math.max(2, ...[...json.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return raw(`${fence}json\n${json}\n${fence}`);
}

/** What could be taken for HTML or for a mark of the bot, and what is not seen or turns the direction of text around: JSON spells it otherwise. */
const UNSAFE = /[<>\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
