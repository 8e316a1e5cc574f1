/** What must stand in no workflow, wherever one is shown: in a file of its own, or in a block of Markdown. */
import { parse } from 'yaml';

/** The YAML of a file: the file itself, or each block that says it is YAML. */
const blocksOf = (path: string, text: string): readonly string[] =>
  path.endsWith('.md') ? [...text.matchAll(/^( *)```ya?ml\n([\s\S]*?)^\1```/gm)].map(([, , block = '']) => block) : [text];

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every value of every map, however deep, under its key. */
function* pairs(value: unknown): Generator<readonly [key: string, value: unknown]> {
  if (Array.isArray(value)) for (const one of value) yield* pairs(one);
  if (!isMap(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* pairs(inner);
  }
}

const OURS = /^promotion-bot\/promotion-bot\//;

function stepProblems([key, value]: readonly [string, unknown]): readonly string[] {
  const text = typeof value === 'string' ? value : '';
  if ((key === 'run' || key === 'script') && text.includes('${{')) return [`an expression in ${key}: ${text.split('\n')[0]}`];
  if (key === 'on' && (text === 'pull_request_target' || JSON.stringify(value)?.includes('"pull_request_target"')))
    return ['on: pull_request_target'];
  if (key === 'uses' && text !== '' && !text.startsWith('./') && !OURS.test(text) && !/@[0-9a-f]{40}$/.test(text))
    return [`not pinned: ${text}`];
  return [];
}

const isKept = (step: unknown): boolean =>
  isMap(step) &&
  typeof step['uses'] === 'string' &&
  step['uses'].startsWith('actions/checkout@') &&
  !(isMap(step['with']) && step['with']['persist-credentials'] === false);

/** What is wrong with the workflows in a file, a sentence each. */
export function problemsIn(path: string, text: string): readonly string[] {
  return blocksOf(path, text).flatMap((block) => {
    // A block may show a part of a file that is no YAML by itself: then its lines are looked at.
    const read = safely(block);
    if (read === undefined) return /\$\{\{|pull_request_target:|uses:/.test(block) ? ['a workflow that cannot be read'] : [];
    const all = [...pairs(read)];
    const steps = [
      ...all.flatMap(([key, value]) => (key === 'steps' && Array.isArray(value) ? value : [])),
      ...(Array.isArray(read) ? read : []),
    ];
    const isWorkflow = isMap(read) && 'jobs' in read && 'on' in read;
    return [
      ...all.flatMap(stepProblems),
      ...(steps.some(isKept) ? ['a checkout that leaves its token behind'] : []),
      ...(isWorkflow && !('permissions' in read) ? ['no permissions'] : []),
    ];
  });
}

function safely(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
