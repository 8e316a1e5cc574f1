/** Carries out the jobs of `.github/workflows/release.yml` as a runner would, with a gh of our making and an npm that reaches nobody. */
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import picomatch from 'picomatch';
import { parse } from 'yaml';
import { type Clone, ends, type Project } from './release.ts';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const JOBS: Readonly<Record<string, Job>> = parse(readFileSync('.github/workflows/release.yml', 'utf8')).jobs;

/** Says which keys it sees, then is git. */
const GIT = `#!/usr/bin/env bash
if [ "$1" = push ] && [ -n "$GIT_SSH_COMMAND" ]; then
  key=\${GIT_SSH_COMMAND#ssh -i }; key=\${key%% *}
  echo "git push with $(cat "$key"), \${RELEASE_KEY:-which nothing else is told}, $(stat -c %a "$key")" >> "$STATE/asked"
fi
PATH=\${PATH#*:} exec git "$@"
`;
/** Writes down what it is asked, and fails once where it shall. */
const NPM = `#!/usr/bin/env bash
. "$STATE/asked.sh" npm "$@"
case "$1" in
  ci) ;;
  sbom) node -p 'JSON.stringify({ packages: Object.values(require("./package-lock.json").packages).map(({ name = "a", version }) => ({ name, versionInfo: version })), relationships: [] })' ;;
  view) cat "$STATE/npm-\${2#*@}" 2>/dev/null || exit 1 ;;
  publish) file=\${2##*/promotion-bot-}; echo "sha512-$(openssl dgst -sha512 -binary "$2" | base64 -w 0)" > "$STATE/npm-\${file%.tgz}" ;;
  run) if [[ "$*" == *build:action ]]; then rm -rf action/dist; mkdir action/dist; cp src/github/version.ts action/dist/index.js; fi ;;
  pack) echo "the package of $(cat src/github/version.ts)" > "release/promotion-bot-$(node -p "require('./package.json').version").tgz" ;;
esac
`;
const GH = `#!/usr/bin/env bash
. "$STATE/asked.sh" gh "$@"
case "$1 $2" in
  'release view') cat "$STATE/draft-$3" 2>/dev/null || exit 1 ;;
  'release create') echo true > "$STATE/draft-$3" ;;
  'release upload') mkdir -p "$STATE/files"; cp "\${@:5}" "$STATE/files" ;;
  'release edit') echo false > "$STATE/draft-$3" ;;
esac
`;
const ASKED = `echo "$*" >> "$STATE/asked"
if [ -s "$STATE/fails" ] && [[ "$*" == *"$(cat "$STATE/fails")"* ]]; then : > "$STATE/fails"; echo "no luck" >&2; exit 1; fi
`;

export interface Runs {
  readonly state: string;
  /** Carries out one job; throws with what was said when a step fails. */
  job(name: string): Clone;
  /** What somebody asked of gh and npm, and what was attested, in order. */
  asked(): readonly string[];
  /** The next call that holds these words fails, once. */
  failsAt(words: string): void;
}

/** The runs of a release: on the default branch, or on a tag. */
export function runsOn(shop: Project, ref: string, step = 'patch', state = mkdtempSync(join(tmpdir(), 'runner-'))): Runs {
  const values = new Map<string, string>([
    ['github.ref_name', ref],
    ['github.event.repository.default_branch', 'main'],
    ['github.token', 'a-token'],
    ['github.repository', 'acme/promotion-bot'],
    ['inputs.step', step],
    ['secrets.RELEASE_KEY', existsSync(join(state, 'no-key')) ? '' : 'a-key'],
  ]);
  for (const [name, text] of Object.entries({ npm: NPM, gh: GH, git: GIT, 'asked.sh': ASKED }))
    writeFileSync(join(state, name), text, { mode: 0o755 });
  const path = `${state}${delimiter}${process.env['PATH']}`;
  const log = (text: string): void => appendFileSync(join(state, 'asked'), `${text}\n`);

  const known = (text: string): string =>
    text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw new Error(`Nothing is known of ${name}.`);
      return value;
    });
  const holds = (condition: string): boolean => {
    const [, name = '', wanted] = /^(\S+) == '(\w+)'$/.exec(condition) ?? [];
    return known(`\${{ ${name} }}`) === wanted;
  };

  function uses(clone: Clone, action: string, given: Readonly<Record<string, string | number | boolean>>): void {
    const artifact = join(state, `artifact-${given['name']}`);
    if (action.startsWith('actions/upload-artifact@')) {
      for (const one of String(given['path']).trim().split('\n')) cpSync(join(clone.folder, one), join(artifact, one), { recursive: true });
    } else if (action.startsWith('actions/download-artifact@')) {
      cpSync(artifact, resolve(clone.folder, known(String(given['path'] ?? '.'))), { recursive: true });
    } else if (action.startsWith('actions/attest@')) {
      const isSubject = picomatch(String(given['subject-path']).trim().split('\n'));
      const found = ends(clone.folder, ['find', 'release', 'action/dist', '-type', 'f'])
        .said.trim()
        .split('\n')
        .filter((file) => isSubject(file));
      log(`attest ${found.toSorted().join(' ')}${given['sbom-path'] === undefined ? '' : ` with ${given['sbom-path']}`}`);
    }
  }

  function carryOut(clone: Clone, job: string, { id, run = '', env = {} }: Step): void {
    const output = join(state, 'output');
    writeFileSync(output, '');
    const given = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, known(text)]));
    const temp = values.get('runner.temp') ?? '';
    const { code, said } = ends(clone.folder, ['bash', '-e', '-c', run], {
      ...given,
      PATH: path,
      STATE: state,
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
    });
    if (existsSync(join(temp, 'key'))) throw new Error(`${job} leaves its key behind.`);
    if (code !== 0) throw new Error(`${job}: ${said}`);
    for (const [, name, value = ''] of readFileSync(output, 'utf8').matchAll(/^(\w+)=(.*)$/gm))
      values.set(`steps.${id}.outputs.${name}`, value);
  }

  return {
    state,
    job: (name) => {
      const { steps, outputs = {} } = JOBS[name] ?? { steps: [] };
      const checkout = steps.find(({ uses: action }) => action?.startsWith('actions/checkout@'));
      const folder = mkdtempSync(join(tmpdir(), 'job-'));
      values.set('runner.temp', mkdtempSync(join(tmpdir(), 'temp-')));
      // Without a checkout a job begins in an empty folder.
      const clone = checkout ? shop.clone(known(String(checkout.with?.['ref'] ?? `\${{ github.ref_name }}`))) : { ...shop.remote, folder };
      for (const one of steps) {
        if (one.if !== undefined && !holds(one.if)) continue;
        if (one.uses) uses(clone, one.uses, one.with ?? {});
        else carryOut(clone, name, one);
      }
      for (const [output, text] of Object.entries(outputs)) values.set(`needs.${name}.outputs.${output}`, known(text));
      return clone;
    },
    asked: () => (existsSync(join(state, 'asked')) ? readFileSync(join(state, 'asked'), 'utf8').trim().split('\n') : []),
    failsAt: (words) => {
      mkdirSync(state, { recursive: true });
      writeFileSync(join(state, 'fails'), words);
    },
  };
}
