/** The mistakes a person can make in records. */
import { edited, type Row, row } from './config-mistakes.ts';

const record = (written: string): string => `${edited({})}\nrecords:\n  files:\n    - ${written}`;
const FIRST = 'records.files[0]';

export const RECORD_ROWS: Readonly<Record<string, Row>> = {
  'records without files': row(`${edited({})}\n▸records: { as: commit }`, 'missing_key', 'records'),
  'records written in an unknown way': row(
    `${edited({})}\nrecords: { as: ▸commits, files: [{ file: a, append: b }] }`,
    'wrong_value',
    'records.as',
    'commit',
  ),
  'no record': row(`${edited({})}\nrecords: { files: ▸[] }`, 'empty_list', 'records.files'),
  'a record that changes nothing': row(record('▸{ file: a.md }'), 'record_form', FIRST),
  'a record with two changes': row(record("▸{ file: a.md, append: b, set: { a: 'b' } }"), 'record_form', FIRST),
  'a block without text': row(record('▸{ file: a.md, block: status }'), 'record_form', FIRST),
  'text without a block': row(record('▸{ file: a.md, append: a, text: b }'), 'record_form', FIRST),
  'a misspelt change': row(record('{ file: a.md, ▸apend: b }'), 'unknown_key', FIRST, 'append'),
  'a record outside the repository': row(record("{ file: ▸'../{subject}.md', append: b }"), 'bad_path', `${FIRST}.file`),
  'a path with an empty key': row(record("{ file: a.yaml, set: { ▸'a..b': x } }"), 'record_path', `${FIRST}.set`),
  'a field that cannot stand in a docstring': row(record("{ file: a.py, python: { ▸'a: b': x } }"), 'record_field', `${FIRST}.python`),
  'a record of an unknown subject': row(
    record('{ file: a.md, append: b, subjects: [▸wep] }'),
    'unknown_subject',
    `${FIRST}.subjects[0]`,
    'web',
  ),
  'a record of an unknown environment': row(
    record('{ file: a.md, append: b, environments: [▸stagin] }'),
    'record_environment',
    `${FIRST}.environments[0]`,
    'staging',
  ),
  'a placeholder of a record that stands for nothing': row(
    record("{ file: a.md, append: ▸'{verson}' }"),
    'unknown_placeholder',
    `${FIRST}.append`,
    '{version}',
  ),
  'a placeholder in a path of keys': row(
    record("{ file: a.yaml, set: { ▸'a.{subjekt}': x } }"),
    'unknown_placeholder',
    `${FIRST}.set["a.{subjekt}"]`,
    '{subject}',
  ),
};
