/** The path as a small picture; GitHub draws Mermaid (https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-diagrams). */
import type { Config } from '../config.ts';
import type { Promotion, Terms } from '../promotion.ts';
import { type Markdown, raw } from './markdown.ts';

type Mark = 'passed' | 'here' | 'ahead' | 'arrived' | 'stopped';

/** Colours that keep at least 4.5:1 contrast on GitHub's light and dark pages alike. */
const STYLE: Readonly<Record<Mark, string>> = {
  passed: 'fill:#ddf4ff,stroke:#0969da,color:#0a3069',
  here: 'fill:#fff8c5,stroke:#9a6700,color:#3b2300',
  ahead: 'fill:#f6f8fa,stroke:#8c959f,color:#424a53',
  arrived: 'fill:#dafbe1,stroke:#1a7f37,color:#003d16',
  stopped: 'fill:#ffebe9,stroke:#cf222e,color:#660018',
};

const UNDER: Readonly<Record<Promotion['status'], string>> = {
  PENDING: 'being checked',
  AWAITING_APPROVAL: 'waits for approval',
  PROMOTED: 'promoted',
  REJECTED: 'rejected',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  ROLLED_BACK: 'rolled back',
};

/** Names come from the config and versions from the tag grammar, so neither can hold what Mermaid reads as syntax. */
export function pathPicture(config: Config, terms: Pick<Terms, 'subject' | 'version' | 'to'>, status: Promotion['status']): Markdown {
  const target = config.environments.findIndex(({ name }) => name === terms.to);
  const marks = config.environments.map((_, i) => markOf(i, target, status));
  const nodes = config.environments.map(
    ({ name }, i) => `  e${i}("${name}${i === target ? `<br>${terms.version}<br>${UNDER[status]}` : ''}"):::${marks[i]}`,
  );
  // A solid arrow is a way that was gone.
  const gone = status === 'PROMOTED' ? target : target - 1;
  const links = config.environments.slice(1).map((_, i) => `  e${i} ${i < gone ? '-->' : '-.->'} e${i + 1}`);
  const classes = [...new Set(marks)].map((mark) => `  classDef ${mark} ${STYLE[mark]}`);
  const title = `  accTitle: ${terms.subject} ${terms.version} on its way to ${terms.to}`;
  return raw(['```mermaid', 'flowchart LR', title, ...nodes, ...links, ...classes, '```'].join('\n'));
}

function markOf(index: number, target: number, status: Promotion['status']): Mark {
  if (index < target) return 'passed';
  if (index > target) return 'ahead';
  if (status === 'PROMOTED') return 'arrived';
  return status === 'PENDING' || status === 'AWAITING_APPROVAL' ? 'here' : 'stopped';
}
