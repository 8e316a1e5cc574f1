/** The issue of a first record, before anything stands in it. */
import { placeIn } from '../imports/found.ts';
import type { Row } from '../imports/rows.ts';
import { blocks, code, md, raw } from './markdown.ts';
import { moment } from './scene.ts';

/** Hidden in the text of an issue. */
export const importMark = (mark: string): string => `<!-- promotion-bot:import:${mark} -->`;

/** Neither the title nor the text asks for anything: nobody takes the issue for a request while it is being written. */
export function importIssue({ subject, environment, version, sha, since, found }: Row, mark: string) {
  const began = since === null ? '' : `, since ${moment(since)}`;
  const body = blocks(
    raw(importMark(mark)),
    md`What ${code(subject.name)} ran in ${code(environment.name)} before anything was decided here${began}: commit ${code(sha)}, read from ${code(placeIn(found.source))}. **Nobody approved it here.** This is a first record, written by \`promotion-bot import\`; what it is worth stands below.`,
    raw(`### Version\n\n${version === sha.slice(0, 7) ? sha : version}`),
  );
  return { title: `Imported: ${subject.name} ${version} in ${environment.name}`.slice(0, 250), body: body.markdown };
}
