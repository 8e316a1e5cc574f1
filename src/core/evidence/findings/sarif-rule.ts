/** Which rule a SARIF result is of, and the level that follows from it. */
import type { Level } from '../evidence.ts';
import { isCount, isObject, type JsonObject, listAt, textAt, valueAt } from '../json.ts';

/** The reporting descriptor of a result's rule; undefined when the run does not describe it. */
export type RuleFinder = (result: JsonObject) => JsonObject | undefined;

interface Component {
  readonly tool: JsonObject;
  readonly rules: readonly unknown[];
}

/**
 * By `rule.toolComponent` (an extension: CodeQL's packs) and `rule.index` or `ruleIndex`, else by id; an id may have parts behind its rule's (`CA1000/1`).
 * SARIF 3.27.5 to 3.27.7, 3.52, 3.54.
 */
export function ruleFinder(run: JsonObject): RuleFinder {
  const tool = valueAt(run, 'tool');
  const driver = componentOf(valueAt(tool, 'driver'));
  const extensions = listAt(tool, 'extensions').map(componentOf);
  const byId = new Map<string, JsonObject>();
  for (const rule of [driver, ...extensions].flatMap(({ rules }) => rules)) {
    const id = textAt(rule, 'id');
    if (id !== undefined && isObject(rule) && !byId.has(id)) byId.set(id, rule);
  }
  // Results by the hundred thousand of a tool that describes no rule.
  if (driver.rules.length === 0 && byId.size === 0) return () => undefined;
  return (result) => {
    const reference = valueAt(result, 'rule');
    const id = textAt(result, 'ruleId') ?? textAt(reference, 'id');
    const index = valueAt(reference, 'index') ?? valueAt(result, 'ruleIndex');
    const component = componentFor(valueAt(reference, 'toolComponent'), extensions) ?? driver;
    const indexed = isCount(index) ? component.rules[index] : undefined;
    if (isObject(indexed) && isOf(id, textAt(indexed, 'id'))) return indexed;
    return id === undefined ? undefined : byIdOf(id, byId);
  };
}

const componentOf = (value: unknown): Component => ({ tool: isObject(value) ? value : {}, rules: listAt(value, 'rules') });

function componentFor(reference: unknown, extensions: readonly Component[]): Component | undefined {
  if (reference === undefined || extensions.length === 0) return undefined;
  const index = valueAt(reference, 'index');
  if (isCount(index)) return extensions[index];
  const name = textAt(reference, 'name');
  const guid = textAt(reference, 'guid');
  return extensions.find(({ tool }) => (name !== undefined && tool['name'] === name) || (guid !== undefined && tool['guid'] === guid));
}

const isOf = (id: string | undefined, rule: string | undefined): boolean => id === undefined || id === rule || id.startsWith(`${rule}/`);

function byIdOf(id: string, byId: ReadonlyMap<string, JsonObject>): JsonObject | undefined {
  for (let end = id.length; end > 0; end = id.lastIndexOf('/', end - 1)) {
    const rule = byId.get(id.slice(0, end));
    if (rule !== undefined) return rule;
  }
  return undefined;
}

const LEVELS: ReadonlyMap<unknown, Level> = new Map<unknown, Level>([
  ['error', 'error'],
  ['warning', 'warning'],
  ['note', 'note'],
  ['none', 'note'],
]);

/** The result's own, else the rule's, else `warning` (3.27.10); a word that SARIF does not have is an error, for it is not known to be less. */
export function levelOf(result: JsonObject, rule: JsonObject | undefined): Level {
  const level = result['level'] ?? valueAt(valueAt(rule, 'defaultConfiguration'), 'level') ?? 'warning';
  return LEVELS.get(level) ?? 'error';
}
