/** Agent Engine maps of the wild: read as they are meant, or said, never guessed. */
import { describe, expect, test } from '@jest/globals';
import { outcome } from './imports-rules.ts';

describe('Agent Engine maps', () => {
  const place = 'project_id: p, region: r, engine_id: "1", engine_name: b, status: deployed';
  const agent = (name: string, version: string) => `  ${name}:\n    environments:\n      dev: { ${place}, version: ${version} }\n`;
  const map = (agents: string) => `schema_version: "1.0.0"\nagents:\n${agents}`;

  test.each<[string, string]>([
    ['keys in quotation marks', map(agent('bob', 'v1.2.0')).replaceAll(/(agents|environments):/g, '"$1":')],
    ['all in one line', `schema_version: "1.0.0"\nagents: { bob: { environments: { dev: { ${place}, version: v1.2.0 } } } }\n`],
  ])('%s', (_what, text) => {
    const { rows, left } = outcome(text, 'map.yaml');
    expect([rows.map((row) => row.replace(/:\d+/, '')), left]).toEqual([['map.yaml bob development v1.2.0'], []]);
  });

  test.each<[string, string, RegExp]>([
    [
      'an agent that stands twice',
      map(agent('bob', 'v1.2.0') + agent('bob', 'v1.3.0')),
      /^map\.yaml:6 the map: agents has the key "bob" twice; keep one/,
    ],
    [
      'a list of agents',
      'schema_version: "1.0.0"\nagents:\n  - name: bob\n    environments: {}\nenvironments: { dev: {} }\n',
      /agents is a list, and must be a map/,
    ],
    [
      'more mistakes than are shown',
      map(Array.from({ length: 22 }, (_, n) => `  a${n}: 1\n`).join('') + agent('bob', 'v1.2.0')),
      /the map: .* 2 /,
    ],
    [
      'an environment that the map does not name',
      `${map(agent('bob', 'v1.2.0'))}environments: { stage: {} }\n`,
      /^map\.yaml:5 bob: "dev" is not among the "environments" of the map\. There are: stage\. Name it there, or leave it out$/m,
    ],
    ['a version that is still to be written', map(agent('bob', 'TODO')), /bob in dev: the source does not say which version/],
    ['an anchor', map(`${agent('bob', 'v1.2.0')}  amy: &x {}\n`), /uses the YAML anchor or alias "&x", which is not read here/],
  ])('%s: said, and nothing is guessed', (_what, text, words) => {
    const { rows, left } = outcome(text, 'map.yaml');
    expect([rows, left.join('\n')]).toEqual([[], expect.stringMatching(words)]);
  });
});
