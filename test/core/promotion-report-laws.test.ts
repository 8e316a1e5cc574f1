/** What holds of the report of every ledger, and of the report in every panel. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EMPTY } from '../../src/core/chain.ts';
import { decide } from '../../src/core/decide.ts';
import { type Entry, entrySchema } from '../../src/core/entry.ts';
import { writeEntries } from '../../src/core/ledger.ts';
import { plan } from '../../src/core/plan.ts';
import { readReport } from '../../src/core/report-read.ts';
import { panelReport } from '../../src/core/views/panel-report.ts';
import { ARRIVED, ASKED, BACK, CONFIG, goingBack, judged, minute, reports, THERE } from './ended-ledgers.ts';
import { factsOf, PEOPLE, ruledBy, SEEN, saying } from './facts-builder.ts';
import { GOLDEN } from './golden.ts';
import { notary } from './notaries.ts';
import { render, visible } from './rendered.ts';
import { reportOf } from './report-builder.ts';

describe('laws', () => {
  const golden = GOLDEN.map((line) => entrySchema.parse(JSON.parse(line)));
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('', '````````', '</details>', '<!-- promotion-bot:panel v1 -->', '\ud800', 'x'.repeat(5_000), '\u202e', '@acme/qa'),
  );
  const spoiled = (entry: Entry, word: string): Entry => {
    const found = entrySchema.safeParse(JSON.parse(JSON.stringify(entry), (key, value) => (FREE.has(key) ? word : value)));
    return found.success ? found.data : entry;
  };
  const FREE = new Set(['login', 'reason', 'version', 'subject', 'to', 'summary', 'name', 'gate', 'evidence', 'rollbackPlan', 'note']);
  const beginnings = fc.constantFrom(ASKED.slice(0, 1), ASKED, THERE, ARRIVED, [...ARRIVED, ...goingBack('watch', 21)]);
  const ledgers = fc
    .tuple(beginnings, fc.array(fc.constantFrom(...golden, ...ARRIVED, ...BACK), { maxLength: 12 }), hostile)
    .map(([begun, more, word]) => [...begun, ...more].map((entry) => spoiled(entry, word)));

  test('whatever a ledger says, its report is one by the schema and does not contradict itself', () => {
    let count = 0;
    fc.assert(
      fc.property(ledgers, (entries) => {
        const report = reports(entries);
        if (!report) return;
        count += 1;
        expect(readReport(JSON.stringify(report))).toEqual({ ok: true, value: JSON.parse(JSON.stringify(report)) });
      }),
      { numRuns: 300 },
    );
    expect(count).toBeGreaterThan(50);
  });

  test('in the panel it is read back whole, whatever it says, and leaves its fence nowhere', () => {
    fc.assert(
      fc.property(ledgers, fc.integer({ min: 0, max: 6_000 }), (entries, room) => {
        const report = reports(entries);
        if (!report) return;
        const shown = panelReport(report, 1e6)?.markdown ?? '';
        expect(JSON.parse(jsonIn(shown))).toEqual(JSON.parse(JSON.stringify(report)));
        expect(shown.match(/<[^>]*>/g)).toEqual(['<details>', '<summary>', '</summary>', '</details>']);
        const [, fence = '', json = ''] = /^(`{3,})json\n([\s\S]*)\n\1$/m.exec(shown) ?? [];
        expect(Math.max(0, ...[...json.matchAll(/`+/g)].map(([ticks]) => ticks.length))).toBeLessThan(fence.length);
        const tight = panelReport(report, room)?.markdown;
        if (tight === undefined) return;
        expect(tight.length).toBeLessThanOrEqual(room);
        if (tight.includes('json\n')) expect(readReport(jsonIn(tight)).ok).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

/** What a renderer of GitHub's flavour shows as code. */
function jsonIn(markdown: string): string {
  const blocks = [...render(markdown).matchAll(/<pre><code class="language-json">([\s\S]*?)<\/code><\/pre>/g)];
  expect(blocks).toHaveLength(1);
  return visible(blocks[0]?.[1] ?? '');
}

describe('too long for the panel', () => {
  const long = reportOf(
    Array.from({ length: 400 }, (_, i) => ({
      id: `gate-${i}`,
      kind: 'file',
      required: true,
      outcome: 'fail' as const,
      summary: 'x'.repeat(300),
    })),
    { ending: 'rejected' },
  );

  test('the gates go, and it says so', () => {
    const shown = panelReport(long, 30_000)?.markdown ?? '';
    expect(shown.length).toBeLessThanOrEqual(30_000);
    expect(shown).toContain('*The details of 400 gates and 380 of 400 blockers are left out:');
    const read = readReport(jsonIn(shown));
    expect(read).toMatchObject({
      ok: true,
      value: { component: 'agent_orchestration', promotion_criteria: { all_met: false, details: [] } },
    });
  });

  test('where not even that fits, it says where everything is; and with no room it is left out', () => {
    expect(panelReport(long, 1_000)?.markdown).toContain('The report does not fit into this comment.');
    expect(panelReport(long, 50)).toBeUndefined();
  });
});

test('the panel keeps its size whatever the number of gates, and what stands in it of the report is whole', () => {
  const found = [...Array.from({ length: 60 }, (_, i) => 2 * i + 1), 160, 400].map((count) => {
    const gates = Array.from({ length: count }, (_, i) => judged(`gate-${i}`, 'fail', i, '<details> '.repeat(i % 3) + 'x'.repeat(150)));
    const entries = ASKED.map((entry): Entry => (entry.kind === 'gates_judged' ? { ...entry, gates } : entry));
    const shown = panelOf([...entries, { kind: 'rejected', at: minute(9), by: PEOPLE.bob, comment: 70, round: 1, reason: 'no' }]);
    expect(shown.length).toBeLessThanOrEqual(60_000);
    if (!shown.includes('json\n')) return shown.includes('does not fit') ? 'said' : 'none';
    const report = readReport(jsonIn(shown));
    if (!report.ok) throw new Error(report.error);
    expect(shown).toMatch(/This comment is updated in place\.<\/sub>$/);
    return report.value.promotion_criteria.details.length === 0 ? 'without gates' : 'whole';
  });
  expect([...new Set(found)]).toEqual(['whole', 'without gates', 'none']);
});

/** What the bot would post for an issue with this ledger. */
function panelOf(entries: readonly Entry[]): string {
  const seen = ruledBy(SEEN, CONFIG);
  const place = { repo: seen.repo.id, issue: seen.issue.nodeId };
  const facts = factsOf(saying(seen, 'bot', writeEntries(notary, place, EMPTY, entries)));
  const panel = plan(facts, decide(facts), notary).find(({ kind }) => kind === 'post_panel');
  return panel?.kind === 'post_panel' ? panel.body : '';
}
