/** Assignments such as `__version__ = "1.2"` at the top level of a Python module, and lines such as `Maturity: x` of its docstring. */
import { err, ok, type Result } from '../result.ts';
import type { Misfit } from '../seen-run.ts';
import { type PythonText, scanPython } from './python-scan.ts';
import { isAssigned } from './templates.ts';

interface Place {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const splice = (text: string, { start, end, text: put }: Place): string => `${text.slice(0, start)}${put}${text.slice(end)}`;

/** Sets one name or field; one that is not there is not invented. */
export function setPython(text: string, { name, value }: { readonly name: string; readonly value: string }): Result<string, Misfit> {
  const module = scanPython(text);
  if (!module) return err({ code: 'python_unreadable', facts: { name } });
  const found = isAssigned(name) ? assigned(text, module, { name, value }) : fieldOf(text, module, { name, value });
  return found.ok ? ok(splice(text, found.value)) : found;
}

const escaped = (value: string, quote: string): string => value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);

type Wanted = { readonly name: string; readonly value: string };

function assigned(text: string, { statements, strings }: PythonText, { name, value }: Wanted): Result<Place, Misfit> {
  const begin = new RegExp(`${name}[ \\t]*(?::[^=\\r\\n#'"]*)?=(?!=)[ \\t]*`, 'y');
  const starts = statements.flatMap((start) => {
    begin.lastIndex = start;
    return begin.test(text) ? [begin.lastIndex] : [];
  });
  const [start] = starts;
  if (start === undefined) return err({ code: 'python_missing', facts: { name } });
  if (starts.length > 1) return err({ code: 'python_twice', facts: { name } });
  const literal = strings.find((one) => one.start === start);
  const isAlone = literal !== undefined && /^[ \t]*(?:#|\r?\n|$)/.test(text.slice(literal.end, literal.end + 2_000));
  if (!literal || !isAlone || literal.prefix !== '' || literal.quote.length > 1) return err({ code: 'python_not_text', facts: { name } });
  return ok({ start, end: literal.end, text: `${literal.quote}${escaped(value, literal.quote)}${literal.quote}` });
}

function fieldOf(text: string, { docstring }: PythonText, { name, value }: Wanted): Result<Place, Misfit> {
  if (!docstring) return err({ code: 'python_no_docstring', facts: { name } });
  const start = docstring.start + docstring.prefix.length + docstring.quote.length;
  const inner = text.slice(start, docstring.end - docstring.quote.length);
  const found = [...inner.matchAll(new RegExp(`^([ \\t]*${name}[ \\t]*:)([ \\t]*)([^\\r\\n]*)`, 'gm'))];
  const [field] = found;
  if (field === undefined) return err({ code: 'python_no_field', facts: { name } });
  if (found.length > 1) return err({ code: 'python_twice', facts: { name } });
  const [whole, lead = '', blank = ''] = field;
  const quote = docstring.quote.charAt(0);
  // In a raw string a backslash takes no meaning away.
  if (/r/i.test(docstring.prefix) && (value.includes('\\') || value.includes(quote))) return err({ code: 'python_raw', facts: { name } });
  const at = start + field.index;
  return ok({ start: at, end: at + whole.length, text: `${lead}${blank || ' '}${escaped(value.trim(), quote)}` });
}
