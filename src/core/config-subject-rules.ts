/** What holds for subjects: where an agent's version and its place in the Agent Engine map are written. */
import { asMapping, type ConfigRule, isText, type Section } from './config-outline.ts';
import { whyNoPath } from './gates/placeholders.ts';
import { versionSourceIn } from './version-source.ts';
import type { Finding } from './yaml-source.ts';

const OF_AGENTS = ['map', 'version', 'checks'];

const onlyAgentsHaveThem: ConfigRule = ({ subjects }) =>
  subjects.flatMap(({ own, path }) =>
    OF_AGENTS.filter((key) => own[key] !== undefined && own['kind'] === 'component').map(
      (key): Finding => ({ code: 'only_agents', path: [...path, key], at: 'key', found: key }),
    ),
  );

const versionsArePlaced: ConfigRule = ({ subjects }) =>
  subjects.flatMap(({ own, path, name }): readonly Finding[] => {
    const { version } = own;
    if (!isText(version) || version === '' || versionSourceIn(version, name)) return [];
    return [{ code: 'bad_version_source', path: [...path, 'version'], found: version }];
  });

const mapsAreInside: ConfigRule = ({ subjects }) =>
  subjects.flatMap(({ own: { map }, path, name }): readonly Finding[] => {
    const why = isText(map) && map !== '' ? whyNoPath(map.replaceAll('{subject}', name)) : undefined;
    return why === undefined ? [] : [{ code: 'bad_path', path: [...path, 'map'], found: String(map), facts: { why } }];
  });

const lacks = ({ own, path }: Section, key: string, needed: string): readonly Finding[] =>
  own[needed] === undefined ? [{ code: `${key}_without_${needed}`, path: [...path, key], lacks: [[...path, needed]] }] : [];

const whatBelongsTogether: ConfigRule = ({ subjects }) =>
  subjects.flatMap((subject) => [
    ...(subject.own['published'] === 'file' ? lacks(subject, 'published', 'version') : []),
    ...(Object.keys(asMapping(subject.own['checks'])).length > 0 ? lacks(subject, 'checks', 'map') : []),
  ]);

export const SUBJECT_RULES: readonly ConfigRule[] = [onlyAgentsHaveThem, versionsArePlaced, mapsAreInside, whatBelongsTogether];
