/** The mistakes a person can make in what only agents have. */
import { edited, type Row, row, web } from './config-mistakes.ts';

const agent = (settings: string): string => edited({ 11: `  web: { kind: agent, ${settings} }` });

export const SUBJECT_ROWS: Readonly<Record<string, Row>> = {
  'a map of a component': row(web('▸map: config/map.yaml'), 'only_agents', 'subjects.web.map'),
  'a version file of a component': row(web('▸version: "json:a.json#/version"'), 'only_agents', 'subjects.web.version'),
  'a version without a place': row(agent('version: ▸package.json'), 'bad_version_source', 'subjects.web.version'),
  'a version in a file outside': row(agent("version: ▸'json:../a.json#/version'"), 'bad_version_source', 'subjects.web.version'),
  'a map outside the repository': row(agent('map: ▸/etc/map.yaml'), 'bad_path', 'subjects.web.map'),
  'published by a file that is not named': row(agent('published: ▸file'), 'published_without_version', 'subjects.web.published'),
  'checks of no map': row(agent("checks: ▸{ 'Evals passing': evals }"), 'checks_without_map', 'subjects.web.checks'),
};
