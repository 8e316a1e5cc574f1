/** One value of a YAML file: only its own signs change, everything else stays byte for byte. */
import { type Document, isMap, isNode, isScalar, isSeq, Parser, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import { err, ok, type Result } from '../result.ts';
import type { Misfit } from '../seen-run.ts';
import { firstTooDeep } from '../yaml-source.ts';
import { endOfLines } from './lines.ts';
import { scalarText } from './yaml-scalar.ts';

export interface YamlChange {
  readonly keys: readonly string[];
  readonly value: string;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const misfit = (code: string, keys: readonly string[]) => err({ code, facts: { keys: keys.join('.') } });

function read(text: string): Document.Parsed | undefined {
  if (firstTooDeep([...new Parser().parse(text)])) return undefined;
  const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false, intAsBigInt: true });
  return document.errors.length === 0 ? document : undefined;
}

/** Sets the value at these keys; the last one is added when the map it belongs to is there. */
export function setYaml(text: string, { keys, value }: YamlChange): Result<string, Misfit> {
  const document = read(text);
  if (!document) return misfit('yaml_unreadable', keys);
  const found = placeOf(text, document.contents, { keys, value });
  if (!found.ok) return found;
  const { start, end, text: put } = found.value;
  const changed = `${text.slice(0, start)}${put}${text.slice(end)}`;
  // Whatever the file looks like: what was written must be what is read.
  const again = read(changed);
  const node = again && nodeAt(again.contents, keys);
  const isThere = isScalar(node) && (node.value === value || node.source === value);
  return isThere ? ok(changed) : misfit('yaml_not_placed', keys);
}

const keyOf = (key: unknown): string | undefined => (isScalar(key) ? (key.source ?? String(key.value)) : undefined);
const pairOf = (map: YAMLMap, key: string) => map.items.find((pair) => keyOf(pair.key) === key);

function nodeAt(top: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => {
    if (isMap(node)) return pairOf(node, key)?.value;
    return isSeq(node) && /^\d{1,6}$/.test(key) ? node.items[Number(key)] : undefined;
  }, top);
}

function placeOf(text: string, top: unknown, { keys, value }: YamlChange): Result<Place, Misfit> {
  const parent = nodeAt(top, keys.slice(0, -1));
  const key = keys.at(-1) ?? '';
  if (!isMap(parent) && !isSeq(parent)) return misfit('yaml_no_parent', keys);
  const pair = isMap(parent) ? pairOf(parent, key) : undefined;
  if (isMap(parent) && !pair) return addedTo(text, parent, { keys, value });
  const node = nodeAt(parent, [key]);
  const isBare = isScalar(node) && node.source === '' && node.type === 'PLAIN' && !node.anchor && !node.tag;
  if (isBare && pair && isNode(pair.key)) {
    const colon = /[ \t]*:/y;
    colon.lastIndex = pair.key.range?.[1] ?? 0;
    if (!colon.test(text)) return misfit('yaml_not_placed', keys);
    return ok({ start: colon.lastIndex, end: colon.lastIndex, text: ` ${scalarText(value, undefined)}` });
  }
  return isScalar(node) ? changedTo(node, { keys, value }) : misfit(isNode(node) ? 'yaml_not_scalar' : 'yaml_no_parent', keys);
}

function changedTo(node: Scalar, { keys, value }: YamlChange): Result<Place, Misfit> {
  // Another place of the file may point here, and would change with it.
  if (node.anchor !== undefined) return misfit('yaml_shared', keys);
  if (node.tag !== undefined) return misfit('yaml_tagged', keys);
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL' || !node.range) return misfit('yaml_not_scalar', keys);
  const [start, end] = node.range;
  return ok({ start, end, text: scalarText(value, node) });
}

function addedTo(text: string, map: YAMLMap, { keys, value }: YamlChange): Result<Place, Misfit> {
  const line = `${scalarText(keys.at(-1) ?? '', undefined)}: ${scalarText(value, undefined)}`;
  const last = map.items.at(-1);
  if (map.flow && map.range) {
    if (!last) return ok({ start: map.range[0], end: map.range[1], text: `{ ${line} }` });
    const end = endOf(last);
    return ok({ start: end, end, text: `, ${line}` });
  }
  const first = map.items[0]?.key;
  if (!last || !isNode(first) || !first.range) return misfit('yaml_not_placed', keys);
  const column = first.range[0] - (text.lastIndexOf('\n', first.range[0] - 1) + 1);
  const isNewLine = text.charAt(endOf(last) - 1) === '\n';
  const newline = isNewLine ? endOf(last) - 1 : text.indexOf('\n', endOf(last));
  const put = `${' '.repeat(column)}${line}`;
  const end = endOfLines(text);
  if (newline < 0) return ok({ start: text.length, end: text.length, text: `${end}${put}` });
  return ok({ start: newline + 1, end: newline + 1, text: `${put}${end}` });
}

/** Where the last value of a pair ends, without the comments and blank lines behind it. */
function endOf({ key, value }: { readonly key: unknown; readonly value: unknown }): number {
  if ((isMap(value) || isSeq(value)) && !value.flow && value.items.length > 0) {
    const item = value.items.at(-1);
    return isNode(item) ? endOf({ key: item, value: item }) : endOf(item as { key: unknown; value: unknown });
  }
  // Text in quotes may be empty too, and stands somewhere.
  const isBare = isScalar(value) && value.source === '' && value.type === 'PLAIN';
  const end = isNode(value) && !isBare ? value.range?.[1] : undefined;
  return end ?? (isNode(key) ? (key.range?.[1] ?? 0) : 0);
}
