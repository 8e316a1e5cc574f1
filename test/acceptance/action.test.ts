/** The committed bundle of the Action, spawned as the runner would, and the bot that hands over to it: nothing between them but GitHub. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { WORKFLOW, WORKFLOW_FILE } from '../harness/gates.ts';
import { promotionOf } from '../harness/laws.ts';
import { runsTheAction } from '../harness/runner.ts';
import { CONFIG, REPO, type Story } from '../harness/story.ts';
import { story } from '../harness/tell.ts';

const report = (path: string): string => readFileSync(join('test/fixtures/reports', path), 'utf8');

/** The gates of the seed: coverage.py, pytest's JUnit, ruff, pyright, detect-secrets, a file, a person's word. */
const SEED = CONFIG.replace(
  '    aliases: [stage]\n',
  `    aliases: [stage]
    gates:
      spec: { file: "docs/{subject}.md" }
      coverage: { coverage: reports/coverage.json, min: 70 }
      tests: { tests: "reports/junit-*.xml" }
      lint: { findings: reports/ruff.json }
      types: { findings: reports/pyright.json }
      secrets: { findings: reports/secrets.json, fail_on: any }
      review: { human: Code review approved, by: [tech-lead] }
`,
).replace('roles:', 'evidence:\n  - { artifact: reports, workflow: ci.yml, to: reports/ }\nroles:');

const EVIDENCE = {
  'coverage.json': report('coveragepy-json/line.json'),
  'junit-unit.xml': report('junit/pytest9.pass.xml'),
  'junit-integration.xml': report('junit/pytest9.integration-only.xml'),
  'ruff.json': report('ruff-json/ruff.clean.json'),
  'pyright.json': report('pyright-json/clean.json'),
  'secrets.json': report('detect-secrets/audited-false-positives.baseline.json'),
};

/** CI has run for the commit that v1.4.0 stands for. */
function ciHasRun(s: Story, files: Readonly<Record<string, string>> = EVIDENCE): void {
  s.world.as('alice').pushes(REPO, { [`.github/workflows/${WORKFLOW_FILE}`]: WORKFLOW, 'docs/agent_orchestration.md': '# Agents\n' });
  const sha = s.world.as('alice').tags(REPO, 'v1.5.0');
  const artifacts = [{ name: 'reports', files }];
  s.world.actions.run(REPO, { workflow: 'ci.yml', sha, outcome: { conclusion: 'success', artifacts } });
}

test("the seed's path: evidence of CI, judged by the Action, believed by the bot, signed, approved, PROMOTED", async () => {
  await story(
    async (s) => {
      ciHasRun(s);
      const runner = await runsTheAction(s.world, REPO, WORKFLOW_FILE);
      const issue = await s.opens('alice', { version: 'v1.5.0' });
      const [step] = runner.finished;
      await runner.close();
      // How long a gate took depends on the machine.
      expect(step?.log.replaceAll(/\(\d+\.\d s\)/g, '(0.0 s)')).toMatchInlineSnapshot(`
"::add-mask::ghs_F7ljnJnuu4vyfcWZpK52KszwWEPNjZJicAmN
▶ spec (file)
✅ spec: docs/agent_orchestration.md exists (0.0 s)
▶ coverage (coverage)
✅ coverage: 75.80 % of lines (47 of 62); 70 % needed (0.0 s)
::group::What coverage found
  src/player_experience/session.py  19-22, 25-26  6 of 19 lines not covered
  src/agent_orchestration/core.py  12, 18, 27-29  5 of 22 lines not covered
  src/agent_orchestration/tools.py  25-29  4 of 19 lines not covered
::endgroup::
▶ tests (tests)
✅ tests: 19 passed, 0 failed, 0 skipped (0.0 s)
▶ lint (findings)
✅ lint: clean, but ruff JSON is just as empty when nothing was looked at: a command: gate can tell, min_files refuses it, allow_empty: true expects it (0.0 s)
▶ types (findings)
✅ types: clean (0.0 s)
▶ secrets (findings)
✅ secrets: clean (3 audited as false positives) (0.0 s)
▶ review (human)
⏳ review: not signed: whoever holds tech-lead answers /sign review (0.0 s)
The report lies in promotion-report.json.
"
`);
      expect(step?.exit).toBe(0);
      expect(step?.outputs).toMatchInlineSnapshot(`
{
  "gate-coverage": "pass",
  "gate-lint": "pass",
  "gate-review": "pending",
  "gate-secrets": "pass",
  "gate-spec": "pass",
  "gate-tests": "pass",
  "gate-types": "pass",
  "gates": "{"spec":"pass","coverage":"pass","tests":"pass","lint":"pass","types":"pass","secrets":"pass","review":"pending"}",
  "passed": "true",
  "report": "promotion-report.json",
  "result": "waiting",
}
`);
      expect(promotionOf(s, issue)?.gates).toEqual({
        spec: 'pass',
        coverage: 'pass',
        tests: 'pass',
        lint: 'pass',
        types: 'pass',
        secrets: 'pass',
      });
      await s.says('bob', issue, '/sign review');
      expect(promotionOf(s, issue)?.status).toBe('AWAITING_APPROVAL');
      await s.says('bob', issue, '/approve');
      await s.says('carol', issue, '/approve');
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config: SEED },
  );
});
