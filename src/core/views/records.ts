/** The words for what does not fit when records are written: one plain sentence each, no Markdown; the caller escapes it. */
import type { RecordProblem } from '../records/index.ts';

type Sentence = (fact: (name: string) => string) => string;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  bad_path: (fact) => `This is no path inside the repository: ${fact('why')}. Correct "file" under records`,
  file_missing: () => 'There is no such file on the branch. Add it, or write "optional: true" beside the file under records',
  file_not_text: () => 'This is not a UTF-8 text file, so nothing was changed in it. Name a text file',
  file_too_big: (fact) =>
    `The file has ${fact('bytes')} bytes, and at most ${fact('limit')} are changed. Keep what is recorded in a smaller file`,
  too_many_files: (fact) =>
    `${fact('count')} files would be changed, and at most ${fact('limit')} are changed at once. Name fewer under records`,
  yaml_unreadable: () => 'This is not one valid YAML document, so nothing was changed in it. Correct it first',
  yaml_no_parent: (fact) => `There is no map to hold ${fact('keys')}. Add the map above its last key; it is not invented`,
  yaml_not_scalar: (fact) => `${fact('keys')} is not a value of one line, and only such values are set. Name a single value`,
  yaml_shared: (fact) => `${fact('keys')} has an anchor, so other values would change with it. Write the value without an anchor`,
  yaml_tagged: (fact) => `${fact('keys')} carries a tag, which says how its value is read. Remove the tag`,
  yaml_not_placed: (fact) =>
    `${fact('keys')} could not be written so that it is read back as meant. Write this part of the file more simply`,
  block_missing: (fact) =>
    `The file has no block ${fact('name')}. Add the lines <!-- promotion-bot:${fact('name')} --> and <!-- /promotion-bot:${fact('name')} -->`,
  block_twice: (fact) => `A mark of the block ${fact('name')} stands there twice. Keep one at its beginning and one at its end`,
  block_not_begun: (fact) => `The block ${fact('name')} has no beginning. Add <!-- promotion-bot:${fact('name')} --> above its end`,
  block_not_ended: (fact) => `The block ${fact('name')} has no end. Add <!-- /promotion-bot:${fact('name')} --> below it`,
  block_crossed: (fact) =>
    `The marks of the block ${fact('name')} cross those of another, or stand in the wrong order. Put them one block after another`,
  block_breaks: (fact) =>
    `The text of the block ${fact('name')} would hide or double its marks. Write it without marks and open code fences`,
  python_unreadable: () => 'A string in this module does not end, so nothing was changed in it. Correct it first',
  python_missing: (fact) => `The module assigns no ${fact('name')} at its top level. Add the line ${fact('name')} = ""`,
  python_twice: (fact) => `${fact('name')} stands there more than once, so it is not clear which is meant. Keep one`,
  python_not_text: (fact) =>
    `${fact('name')} is not one plain string in quotes, and only such a value is set. Write it as ${fact('name')} = ""`,
  python_no_docstring: (fact) => `The module has no docstring for the line "${fact('name')}:". Add one at its top`,
  python_no_field: (fact) => `The docstring of the module has no line "${fact('name')}:". Add it there`,
  python_raw: (fact) => `The value of "${fact('name')}:" cannot stand in a raw docstring. Remove the r before its quotes`,
  records_conflict: (fact) =>
    `Somebody else wrote to the branch each time, ${fact('tries')} times in a row. The records were left as they are`,
  records_refused: (fact) =>
    `GitHub did not take the change: ${fact('words')}. Allow the app to write contents there, or write "as: pull_request"`,
  records_empty: () => 'The repository has no commit on its default branch, so there is no file to change',
};

/** Every code there are words for. */
export const RECORD_PROBLEMS: readonly string[] = Object.keys(SENTENCES);

/** Names the file and says what to do. Signs that do not print are replaced, so it stays one line. */
export function recordProblemText({ path, code, facts }: RecordProblem): string {
  const sentence = SENTENCES[code]?.((name) => facts[name] ?? '') ?? `This could not be recorded (${code})`;
  const line = `${path === '' ? '' : `${path}: `}${sentence}`.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return `${line.replace(/[.\s]+$/, '')}.`;
}
