/** One more line at the end of a file: learnings, an AI context, a log of what went where. */
import { ok, type Result } from '../result.ts';
import type { Misfit } from '../seen-run.ts';
import { endOfLines } from './lines.ts';

/** Nothing when the file has the line already; the file keeps its last newline, or its lack of one. */
export function appendLine(text: string, { line }: { readonly line: string }): Result<string, Misfit> {
  if (text.split(/\r?\n/).includes(line)) return ok(text);
  const end = endOfLines(text);
  if (text === '' || text.endsWith('\n')) return ok(`${text}${line}${end}`);
  return ok(`${text}${end}${line}`);
}
