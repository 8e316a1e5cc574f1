/** An issue as a person would see it, on a terminal: GitHub's Markdown drawn by `marked`, what is folded shown as folded. */
import { Marked, type MarkedExtension } from 'marked';
import { markedTerminal } from 'marked-terminal';
import type { Issue } from './index.ts';

export interface Paper {
  readonly columns: number;
  readonly colour: boolean;
}

const RULE = '─';

export function drawThread(issue: Issue, paper: Paper): string {
  const head = `${issue.title} #${issue.number}  [${issue.state.toLowerCase()}]\n${issue.labels.map(({ name }) => `(${name})`).join(' ')}`;
  return [head, ...[issue, ...issue.comments].map((said) => drawSaid(said, paper))].join('\n');
}

/** What came since so many comments were there, and where the promotion stands now: the first line of the panel. */
export function drawNews(issue: Issue, since: number, paper: Paper): string {
  const isPanel = ({ body }: { readonly body: string }): boolean => body.startsWith('<!-- promotion-bot:panel');
  const news = issue.comments.slice(since).map((said) => drawSaid(said, paper));
  const stands = issue.comments.find(isPanel)?.body.split('\n')[1]?.replace(/^#+ /, '');
  const hasNewPanel = issue.comments.slice(since).some(isPanel);
  return [...news, ...(stands === undefined || hasNewPanel ? [] : [`The panel says: ${drawMarkdown(stands, paper)}`])].join('\n');
}

function drawSaid(
  { author, createdAt, body, lastEditedAt }: Pick<Issue, 'author' | 'createdAt' | 'body' | 'lastEditedAt'>,
  paper: Paper,
): string {
  const title = `${RULE.repeat(3)} ${author?.login ?? 'ghost'} · ${createdAt.slice(0, 16).replace('T', ' ')} UTC${lastEditedAt === null ? '' : ' · edited'} `;
  return `${title}${RULE.repeat(Math.max(0, paper.columns - title.length))}\n${drawMarkdown(body, paper)}\n`;
}

export function drawMarkdown(body: string, { columns, colour }: Paper): string {
  const options = { width: columns, reflowText: true, showSectionPrefix: false, emoji: false };
  // Its types are of an older `marked`; what it returns is the extension that `marked` takes.
  const marked = new Marked(markedTerminal(options) as unknown as MarkedExtension);
  const drawn = String(marked.parse(readable(body))).trimEnd();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
  return colour ? drawn : drawn.replaceAll(/\u001b\[[0-9;]*m/g, '');
}

/** What GitHub's page shows of our Markdown, in words a terminal has. */
function readable(body: string): string {
  return (
    body
      .replaceAll(/<!--[\s\S]*?-->\n?/g, '')
      .replaceAll(/```mermaid\n([\s\S]*?)```/g, (_, source: string) => pathLine(source))
      .replaceAll(/<details><summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, '▸ *$1*')
      .replaceAll(/\[((?:[^[\]]|\[[^\]]*\])*)\]\(https?:[^)]*\)/g, '$1')
      .replaceAll(/^- \[ \] /gm, '- ☐ ')
      .replaceAll(/^- \[x\] /gim, '- ☑ ')
      // The drawing of lists shows marks inside items as they are written.
      .replaceAll(/^(?:[-*]|\d+\.) .*$/gm, (item) => item.replaceAll(/\*\*|`/g, ''))
      .replaceAll(/<br>/g, '  ')
      .replaceAll(/<\/?(?:sub|code)>/g, '')
  );
}

/** `e0("development") … e1("staging<br>v1.4.0<br>promoted")` -> `development → [staging: v1.4.0 promoted] → production`. */
function pathLine(source: string): string {
  const nodes = [...source.matchAll(/e\d+\("([^"]*)"\)/g)].map((match) => (match[1] ?? '').split('<br>'));
  return nodes.map(([name, ...state]) => (state.length > 0 ? `**[${name}: ${state.join(' ')}]**` : name)).join(' → ');
}
