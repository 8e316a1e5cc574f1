/** What the settings must mean together: one table of small rules, each of which looks at the whole and knows nothing of the others. */
import { GATE_RULES } from './config-gate-rules.ts';
import { caseless } from './config-nearest.ts';
import { asList, asMapping, type ConfigRule, isMapping, isText, named, type Outline } from './config-outline.ts';
import { RECORD_RULES } from './config-record-rules.ts';
import { SUBJECT_RULES } from './config-subject-rules.ts';
import { isRecurrence, isTimezone } from './window.ts';
import type { Finding, Path } from './yaml-source.ts';

const MAX_ALTERNATIVES = 64;
const MAX_SLOTS = 20;

const hasSections: ConfigRule = ({ top }) =>
  ['environments', 'subjects'].flatMap((key) =>
    isMapping(top[key]) && Object.keys(top[key]).length === 0 ? [{ code: `no_${key}`, path: [key], at: 'key' } as const] : [],
  );

/** A form may name an environment by name or alias in any case, so none may stand for two. */
const namesAreUnique: ConfigRule = ({ environments }) => {
  const owners = new Map(environments.map(({ name }) => [caseless(name), name]));
  return environments.flatMap(({ name, path, own }) =>
    asList(own['aliases']).flatMap((alias, index): readonly Finding[] => {
      if (!isText(alias)) return [];
      const owner = owners.get(caseless(alias));
      owners.set(caseless(alias), owner ?? name);
      if (owner === undefined || owner === name) return [];
      return [{ code: 'taken_name', path: [...path, 'aliases', index], found: alias, facts: { owner: `environments.${owner}` } }];
    }),
  );
};

const extendsEarlier: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, path }, index): readonly Finding[] => {
    const base = own['extends'];
    const earlier = named(environments.slice(0, index));
    if (!isText(base) || earlier.includes(base)) return [];
    const finding = { path: [...path, 'extends'], found: base, allowed: earlier };
    if (named(environments).includes(base)) return [{ ...finding, code: 'extends_later' }];
    return [{ ...finding, code: 'unknown_environment', isName: true }];
  });

/** Completing without people is legal anywhere, but above the first environment somebody must have written it there. */
const approvalIsWritten: ConfigRule = ({ environments }) =>
  environments.slice(1).flatMap(({ own, settings, path }): readonly Finding[] => {
    if (Object.hasOwn(own, 'approval')) return [];
    if (settings['approval'] === 'none')
      return [{ code: 'inherited_none', path, where: [...path, 'extends'], found: String(own['extends']) }];
    const base = own['extends'];
    const isSettledElsewhere = base !== undefined && !environments.some((other) => other.name === base);
    return settings['approval'] === undefined && !isSettledElsewhere
      ? [
          {
            code: 'missing_approval',
            path,
            at: 'key',
            lacks: [
              [...path, 'approval'],
              [...path, 'extends'],
            ],
          },
        ]
      : [];
  });

/** Written and not an empty list; what else may stand there by mistake is reported as that. */
const hasContent = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

const rolesHaveMembers: ConfigRule = ({ roles }) =>
  roles.flatMap(({ name, path, own }): readonly Finding[] => {
    if (name === 'none') return [{ code: 'reserved_name', path, at: 'key', found: name }];
    if (hasContent(own['teams']) || hasContent(own['users'])) return [];
    return [
      {
        code: 'empty_role',
        path,
        at: 'key',
        found: name,
        lacks: [
          [...path, 'teams'],
          [...path, 'users'],
        ],
      },
    ];
  });

/** Every map and every role name of a written approval, with its path. */
interface Written {
  readonly path: Path;
  readonly rule: unknown;
}

function written(rule: unknown, path: Path): readonly Written[] {
  if (!isMapping(rule)) return [{ path, rule }];
  const inner = ['all', 'any'].flatMap((key) => asList(rule[key]).flatMap((item, index) => written(item, [...path, key, index])));
  return [{ path, rule }, ...inner];
}

const approvals = ({ environments }: Outline): readonly Written[] =>
  environments.flatMap(({ own, path }) => (Object.hasOwn(own, 'approval') ? written(own['approval'], [...path, 'approval']) : []));

/** `{ role: qa, all: [...] }` could be read in two ways, `{}` in none. */
const approvalsHaveOneForm: ConfigRule = (config) =>
  approvals(config).flatMap(({ path, rule }): readonly Finding[] => {
    if (!isMapping(rule)) return [];
    const keys = Object.keys(rule);
    const forms = keys.filter((key) => key !== 'count');
    if (forms.some((key) => !['role', 'all', 'any'].includes(key))) return [];
    if (forms.length === 1 && (forms[0] === 'role' || keys.length === 1)) return [];
    return [{ code: 'approval_form', path, found: keys.join(', '), allowed: ['role', 'role and count', 'all', 'any'] }];
  });

const approvalsNameRoles: ConfigRule = (config) => {
  const names = named(config.roles);
  const { roles } = config.top;
  if (roles !== undefined && !isMapping(roles)) return [];
  return approvals(config).flatMap(({ path, rule }): readonly Finding[] => {
    const isMap = isMapping(rule);
    const role = isMap ? rule['role'] : rule;
    const isWhole = path.length === 3 && !isMap;
    if (!isText(role) || names.includes(role) || (isWhole && role === 'none')) return [];
    const allowed = isWhole ? [...names, 'none'] : names;
    return [{ code: 'unknown_role', path: isMap ? [...path, 'role'] : path, found: role, allowed, isName: true, lacks: [['roles']] }];
  });
};

/** Teams change on GitHub, so only a role of people by name has a size that is known here. */
const countsCanBeFilled: ConfigRule = (config) =>
  approvals(config).flatMap(({ path, rule }): readonly Finding[] => {
    const { role, count } = asMapping(rule);
    const members = config.roles.find(({ name }) => name === role)?.own;
    if (typeof count !== 'number' || !members || hasContent(members['teams'])) return [];
    const people = new Set(asList(members['users']).filter(isText).map(caseless)).size;
    if (people === 0 || count <= people) return [];
    return [
      { code: 'count_too_big', path: [...path, 'count'], found: String(count), facts: { role: String(role), people: String(people) } },
    ];
  });

/** Alternatives: how many different sets of people would do. Slots: how many people the largest of them needs. */
function measure(rule: unknown): { readonly alternatives: number; readonly slots: number } {
  const { all, any, count } = asMapping(rule);
  const inner = asList(all ?? any).map(measure);
  if (inner.length === 0) return { alternatives: 1, slots: typeof count === 'number' ? Math.min(count, MAX_SLOTS) : 1 };
  const sum = (key: 'alternatives' | 'slots') => inner.reduce((total, item) => total + item[key], 0);
  if (all === undefined) return { alternatives: sum('alternatives'), slots: Math.max(...inner.map((item) => item.slots)) };
  return { alternatives: inner.reduce((total, item) => total * item.alternatives, 1), slots: sum('slots') };
}

const approvalsAreSmall: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, path }): readonly Finding[] => {
    const { alternatives, slots } = measure(own['approval']);
    if (alternatives <= MAX_ALTERNATIVES && slots <= MAX_SLOTS) return [];
    const code = slots > MAX_SLOTS ? 'too_many_slots' : 'too_many_alternatives';
    const [found, limit] = slots > MAX_SLOTS ? [slots, MAX_SLOTS] : [alternatives, MAX_ALTERNATIVES];
    return [{ code, path: [...path, 'approval'], found: String(found), facts: { limit: String(limit) } }];
  });

const dependenciesExist: ConfigRule = ({ subjects }) =>
  subjects.flatMap(({ name, own, path }) => {
    const allowed = named(subjects).filter((candidate) => candidate !== name);
    return asList(own['depends_on']).flatMap((other, index): readonly Finding[] => {
      if (!isText(other) || allowed.includes(other)) return [];
      const code = other === name ? 'depends_on_itself' : 'unknown_subject';
      return [{ code, path: [...path, 'depends_on', index], found: other, allowed, isName: true }];
    });
  });

/** Nobody can be first in a circle. Reported once, at the first subject of the file that is in one. */
const dependenciesEnd: ConfigRule = ({ subjects }) => {
  const needs = new Map(
    subjects.map(({ name, own }) => [name, asList(own['depends_on']).filter((other) => isText(other) && other !== name)]),
  );
  const leadsBack = (name: string): boolean => {
    const seen = new Set<unknown>();
    const open: unknown[] = [...(needs.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === name) return true;
      if (!seen.has(next) && isText(next)) open.push(...(needs.get(next) ?? []));
      seen.add(next);
    }
    return false;
  };
  const first = subjects.find(({ name }) => leadsBack(name));
  return first ? [{ code: 'depends_in_circle', path: [...first.path, 'depends_on'], found: first.name }] : [];
};

const windowsRecur: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, path }) =>
    asList(own['freeze']).flatMap((window, index): readonly Finding[] => {
      const { rrule, timezone } = asMapping(window);
      const at = [...path, 'freeze', index];
      return [
        ...(isText(rrule) && !isRecurrence(rrule) ? [{ code: 'bad_rrule', path: [...at, 'rrule'], found: rrule }] : []),
        ...(isText(timezone) && !isTimezone(timezone) ? [{ code: 'bad_timezone', path: [...at, 'timezone'], found: timezone }] : []),
      ];
    }),
  );

const deployHasOneForm: ConfigRule = ({ environments }) =>
  environments.flatMap(({ own, path }): readonly Finding[] => {
    const forms = Object.keys(asMapping(own['deploy'])).filter((key) => key !== 'by');
    if (!isMapping(own['deploy']) || forms.length === 1) return [];
    return [{ code: 'deploy_form', path: [...path, 'deploy'], found: forms.join(', '), allowed: ['workflow', 'deployment'] }];
  });

const rollbackNamesRoles: ConfigRule = ({ environments, roles }) =>
  environments.flatMap(({ own, path }) =>
    asList(asMapping(own['rollback'])['by']).flatMap((role, index): readonly Finding[] => {
      const allowed = named(roles);
      if (!isText(role) || allowed.includes(role)) return [];
      return [{ code: 'unknown_role', path: [...path, 'rollback', 'by', index], found: role, allowed, isName: true, lacks: [['roles']] }];
    }),
  );

const RULES: readonly ConfigRule[] = [
  hasSections,
  namesAreUnique,
  extendsEarlier,
  approvalIsWritten,
  rolesHaveMembers,
  approvalsHaveOneForm,
  approvalsNameRoles,
  countsCanBeFilled,
  approvalsAreSmall,
  dependenciesExist,
  dependenciesEnd,
  windowsRecur,
  deployHasOneForm,
  rollbackNamesRoles,
  ...GATE_RULES,
  ...RECORD_RULES,
  ...SUBJECT_RULES,
];

export const checkRules: ConfigRule = (config) => RULES.flatMap((rule) => rule(config));
