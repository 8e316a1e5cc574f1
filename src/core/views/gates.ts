/** What the quality gates said, and how it is going with the run that judges them. */
import type { EntryOf } from '../entry.ts';
import { UNTRUSTED } from '../misfit-words.ts';
import type { GateRun, JudgedGate, Outcome } from '../promotion.ts';
import { blocks, code, folded, link, type Markdown, md, raw, table, text } from './markdown.ts';
import { commitLink, type Host, plural, type Scene } from './scene.ts';

const MARKS: Readonly<Record<Outcome, string>> = { pass: '✅', fail: '❌', error: '⚠️', pending: '⏳' };

const workflowLink = (workflow: string, { repo }: Host): Markdown =>
  link(code(workflow), `${repo.url}/actions/workflows/${encodeURIComponent(workflow)}`);

export const runLink = (run: string | number, { repo }: Host): Markdown =>
  link(md`run ${Number(run)}`, `${repo.url}/actions/runs/${Number(run)}`);

/** What the gates make of the verdict; undefined when they stand in nobody's way. */
export function gatesHeadline({ verdict: { waits } }: Pick<Scene, 'verdict'>): Markdown | undefined {
  const codes = waits.map(({ problem }) => problem.code);
  if (codes.includes('gates_running')) return md`🔬 Gates are running`;
  const blocking = codes.filter((code) => code === 'gate_blocks').length;
  return blocking > 0 ? md`❌ Blocked by ${plural(blocking, 'gate')}` : undefined;
}

/** The gates once a run has judged them: what stands in the way first and in full, what passed folded away. */
export function gatesSection({ promotion, verdict, seen }: Scene): Markdown | undefined {
  const gateRun = promotion?.gateRun;
  if (gateRun?.state !== 'judged' || gateRun.gates.length === 0) return undefined;
  const blocking = new Set(verdict.waits.flatMap(({ problem }) => (problem.code === 'gate_blocks' ? [problem.facts?.['gate'] ?? ''] : [])));
  const advisory = new Set(verdict.met.flatMap(({ code: found, facts }) => (found === 'gate_advisory' ? [facts['gate'] ?? ''] : [])));
  const open = gateRun.gates.filter(({ name }) => blocking.has(name));
  const warned = gateRun.gates.filter(({ name }) => advisory.has(name));
  const passed = gateRun.gates.filter(({ name }) => !blocking.has(name) && !advisory.has(name));
  const required = gateRun.gates.length - warned.length;
  const counted = md`**${required - open.length} of ${plural(required, 'required gate')} met**`;
  return blocks(
    raw('### Quality gates'),
    md`${counted}${by(gateRun, seen)}.${open.length === 0 ? '' : md` Mend what is named here and name a version that has it, or say \`/retry\` to run them again.`}`,
    open.length === 0 ? undefined : gateTable(open),
    warned.length === 0 ? undefined : folded(md`${plural(warned.length, 'advisory gate')} did not pass`, gateTable(warned)),
    passed.length === 0 ? undefined : folded(md`${plural(passed.length, 'gate')} passed`, gateTable(passed)),
  );
}

const by = ({ run }: Pick<GateRun, 'run'>, seen: Host): Markdown =>
  run ? md`, says ${runLink(run.id, seen)}${run.attempt > 1 ? md` (attempt ${run.attempt})` : md``}` : md``;

export const gateTable = (gates: readonly JudgedGate[]): Markdown =>
  table(
    ['', 'Gate', 'Found'],
    gates.map(({ name, outcome, summary }) => [raw(MARKS[outcome]), code(name), text(summary)]),
  );

export const dispatchedText = ({ workflow, sha, to }: EntryOf<'gates_dispatched'>, seen: Host): Markdown =>
  md`🔬 The quality gates of ${code(to)} are run for commit ${commitLink(sha, seen)}: ${workflowLink(workflow, seen)}.`;

export function judgedText({ outcomes, run, attempt, gates = [] }: EntryOf<'gates_judged'>, seen: Host): Markdown {
  const names = Object.entries(outcomes);
  const passed = names.filter(([, outcome]) => outcome === 'pass');
  const from = run === undefined ? md`` : md` by ${runLink(run, seen)}${(attempt ?? 1) > 1 ? md` (attempt ${attempt ?? 1})` : md``}`;
  const head = md`🔬 ${plural(passed.length, 'gate')} of ${names.length} passed, judged${from}.`;
  const others = gates.filter(({ outcome }) => outcome !== 'pass');
  return blocks(head, others.length === 0 ? undefined : gateTable(others));
}

export function untrustedText(why: string, facts: Readonly<Record<string, string>>): Markdown {
  const { found, expected, conclusion, why: detail } = facts;
  const differs = expected === undefined ? md`` : md` (${code(found ?? '')}, and not ${code(expected)})`;
  const ended = conclusion === undefined || conclusion === '' ? md`` : md`, and ended with ${code(conclusion)}`;
  return md`${UNTRUSTED[why] ?? why}${differs}${ended}${detail === undefined || detail === '' ? md`` : md`: ${detail}`}`;
}

export const refusedText = (reason: string): Markdown =>
  md`🔬 **The quality gates could not be started.** GitHub says ${code(reason)}. Commit \`templates/workflows/promotion-gates.yml\` of Promotion Bot to \`.github/workflows\` on the default branch, see that I may write Actions, then say \`/retry\`.`;
