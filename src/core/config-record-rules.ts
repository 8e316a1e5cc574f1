/** What holds for records: one kind of change each, paths inside the repository, names and placeholders that stand for something. */
import { asList, asMapping, type ConfigRule, isMapping, isText, named, type Outline } from './config-outline.ts';
import { whyNoPath } from './gates/placeholders.ts';
import { fillRecord, isAssigned, isField, keysIn, RECORD_PLACEHOLDERS, recordPlaceholdersIn } from './records/templates.ts';
import type { Finding, Path } from './yaml-source.ts';

const KINDS = ['python', 'set', 'block', 'append'];

interface Written {
  readonly path: Path;
  readonly own: Readonly<Record<string, unknown>>;
}

const recordsIn = ({ top }: Outline): readonly Written[] =>
  asList(asMapping(top['records'])['files']).flatMap((own, index) => (isMapping(own) ? [{ path: ['records', 'files', index], own }] : []));

const recordsHaveOneForm: ConfigRule = (config) =>
  recordsIn(config).flatMap(({ path, own }): readonly Finding[] => {
    const kinds = KINDS.filter((key) => Object.hasOwn(own, key));
    const isWhole = Object.hasOwn(own, 'text') === Object.hasOwn(own, 'block');
    if (kinds.length === 1 && isWhole) return [];
    const found = [...KINDS, 'text'].filter((key) => Object.hasOwn(own, key)).join(', ');
    return [{ code: 'record_form', path, found, lacks: KINDS.map((key) => [...path, key]) }];
  });

const pathsAreInside: ConfigRule = (config) =>
  recordsIn(config).flatMap(({ path, own: { file } }): readonly Finding[] => {
    const why = isText(file) && file !== '' ? whyNoPath(fillRecord(file, () => 'x')) : undefined;
    return why === undefined ? [] : [{ code: 'bad_path', path: [...path, 'file'], found: String(file), facts: { why } }];
  });

const keysAreNamed: ConfigRule = (config) =>
  recordsIn(config).flatMap(({ path, own }): readonly Finding[] => {
    const paths = Object.keys(asMapping(own['set'])).filter((key) => keysIn(key).some((one) => one.trim() === ''));
    const fields = Object.keys(asMapping(own['python'])).filter((key) => !isAssigned(key) && !isField(key));
    return [
      ...paths.map(
        (key): Finding => ({ code: 'record_path', path: [...path, 'set'], where: [...path, 'set', key], at: 'key', found: key }),
      ),
      ...fields.map(
        (key): Finding => ({ code: 'record_field', path: [...path, 'python'], where: [...path, 'python', key], at: 'key', found: key }),
      ),
    ];
  });

const recordsNameWhatIsThere: ConfigRule = (config) =>
  recordsIn(config).flatMap(({ path, own }) => {
    const unknown = (key: string, code: string, allowed: readonly string[]): readonly Finding[] =>
      asList(own[key]).flatMap((found, index): readonly Finding[] =>
        !isText(found) || allowed.includes(found)
          ? []
          : [{ code, path: [...path, key, index], found, allowed, isName: true, lacks: [[key]] }],
      );
    return [
      ...unknown('subjects', 'unknown_subject', named(config.subjects)),
      ...unknown('environments', 'record_environment', named(config.environments)),
    ];
  });

/** Where a template stands, and the template. */
function templatesOf({ path, own }: Written): readonly { readonly path: Path; readonly at: 'key' | 'value'; readonly text: string }[] {
  const single = ['file', 'text', 'append'].map((key) => ({ path: [...path, key], at: 'value' as const, text: own[key] }));
  const mapped = ['python', 'set'].flatMap((key) =>
    Object.entries(asMapping(own[key])).flatMap(([name, text]) => [
      { path: [...path, key, name], at: 'value' as const, text },
      ...(key === 'set' ? [{ path: [...path, key, name], at: 'key' as const, text: name }] : []),
    ]),
  );
  return [...single, ...mapped].flatMap(({ text, ...rest }) => (isText(text) ? [{ ...rest, text }] : []));
}

const placeholdersStand: ConfigRule = (config) => {
  const gates = [...config.environments, ...config.subjects].flatMap(({ settings }) => Object.keys(asMapping(settings['gates'])));
  const names = [...RECORD_PLACEHOLDERS, ...new Set(gates.map((gate) => `gate:${gate}`))];
  const allowed = names.map((name) => `{${name}}`);
  return recordsIn(config).flatMap((record) =>
    templatesOf(record).flatMap(({ path, at, text }) =>
      recordPlaceholdersIn(text).flatMap((name): readonly Finding[] =>
        names.includes(name) ? [] : [{ code: 'unknown_placeholder', path, at, found: `{${name}}`, allowed, isName: true }],
      ),
    ),
  );
};

export const RECORD_RULES: readonly ConfigRule[] = [
  recordsHaveOneForm,
  pathsAreInside,
  keysAreNamed,
  recordsNameWhatIsThere,
  placeholdersStand,
];
