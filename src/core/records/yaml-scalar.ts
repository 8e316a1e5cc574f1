/** How a value is written in YAML: with the quotes that stood there, and never as another type than was meant. */
import type { Scalar } from 'yaml';

const PLAIN = /^[A-Za-z0-9_](?:[\w ./+@-]*[\w./+@-])?$/;
/** YAML 1.1 readers, PyYAML among them, take more words for numbers, dates and truth than YAML 1.2 does. */
const TYPES: readonly (readonly [string, RegExp])[] = [
  ['truth', /^(?:true|false|yes|no|on|off|y|n)$/i],
  ['nothing', /^(?:null|~|)$/i],
  ['number', /^[-+]?(?:[\d_]+(?:\.[\d_]*)?|\.\d+)(?:e[-+]?\d+)?$/i],
  ['other number', /^[-+]?(?:0[xob][\da-f_]+|\.inf|\.nan)$/i],
  ['date', /^\d{4}-\d\d?-\d\d?(?:$|[T ])/],
];
const typeOf = (text: string): string => TYPES.find(([, pattern]) => pattern.test(text))?.[0] ?? 'text';

/** In the style of what stands there; a plain value stays plain only where it is read as the same type as before. */
export function scalarText(value: string, before: Scalar | undefined): string {
  if (before?.type === 'QUOTE_DOUBLE') return JSON.stringify(value);
  const old = before?.type === 'PLAIN' ? typeOf(before.source ?? '') : 'text';
  const isPlain = before?.type !== 'QUOTE_SINGLE' && PLAIN.test(value) && ['text', old].includes(typeOf(value));
  return isPlain ? value : `'${value.replaceAll("'", "''")}'`;
}
