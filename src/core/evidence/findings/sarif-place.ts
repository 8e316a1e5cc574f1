/** Where a SARIF result is, and what it says. */
import { isCount, type JsonObject, listAt, textAt, valueAt } from '../json.ts';

const DEEPEST_BASE = 8;

/**
 * The path of an artifact location: decoded, without `file://`, below its base where that is a folder of the repository. A base that is absolute, or
 * described nowhere (`%SRCROOT%`), is the root of what was looked at. SARIF 3.4, 3.14.14.
 */
export function pathOf(location: unknown, run: JsonObject): string | undefined {
  const index = valueAt(location, 'index');
  const uri = textAt(location, 'uri');
  const told = uri === undefined && isCount(index) ? valueAt(listAt(run, 'artifacts')[index], 'location') : location;
  const found = textAt(told, 'uri');
  return found === undefined ? undefined : decoded(`${baseOf(textAt(told, 'uriBaseId'), run)}${found}`);
}

function baseOf(id: string | undefined, run: JsonObject): string {
  let base = '';
  let next = id;
  for (let depth = 0; next !== undefined && depth < DEEPEST_BASE; depth++) {
    const described = valueAt(valueAt(run, 'originalUriBaseIds'), next);
    const uri = textAt(described, 'uri') ?? '';
    if (/^[a-z][a-z0-9+.-]*:|^\//i.test(uri)) return base;
    base = uri === '' || uri.endsWith('/') ? `${uri}${base}` : `${uri}/${base}`;
    next = textAt(described, 'uriBaseId');
  }
  return base;
}

/** `file:///home/a%20b.py` is `/home/a b.py`, `file:///C:/a.cs` is `C:/a.cs`; what is no valid escape stays as it is. */
function decoded(uri: string): string {
  const path = uri.replace(/^file:\/\/[^/]*/i, '').replace(/^\/(?=[a-z]:)/i, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `text`, else `markdown`, else the rule's `messageStrings` by `id`, with `{0}` filled. SARIF 3.11. */
export function sarifMessage(message: unknown, rule: JsonObject | undefined): string | undefined {
  const id = textAt(message, 'id');
  const template = id === undefined ? undefined : valueAt(valueAt(rule, 'messageStrings'), id);
  const text = textAt(message, 'text') ?? textAt(message, 'markdown') ?? textAt(template, 'text') ?? textAt(template, 'markdown');
  const filled = listAt(message, 'arguments');
  return text?.replace(/\{(\d{1,2})\}/g, (whole, n: string) => (typeof filled[Number(n)] === 'string' ? String(filled[Number(n)]) : whole));
}
