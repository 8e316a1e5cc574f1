/** Reports of linters, type checkers and security scanners. A new format is a line here. */
import type { FindingsEvidence } from '../evidence.ts';
import type { Family, Format } from '../format.ts';
import { BANDIT } from './bandit.ts';
import { BIOME } from './biome.ts';
import { CHECKSTYLE } from './checkstyle.ts';
import { DETECT_SECRETS } from './detect-secrets.ts';
import { ESLINT } from './eslint.ts';
import { FLAKE8 } from './flake8.ts';
import { GITLAB } from './gitlab.ts';
import { GITLEAKS } from './gitleaks.ts';
import { countsOf, type FindingsLimits, judgeFindings } from './judge.ts';
import { mergeFindings } from './merge.ts';
import { MYPY_JSON, MYPY_TEXT } from './mypy.ts';
import { NPM_AUDIT } from './npm-audit.ts';
import { OXLINT } from './oxlint.ts';
import { PYLINT } from './pylint.ts';
import { PYRIGHT } from './pyright.ts';
import { RUFF } from './ruff.ts';
import { SARIF } from './sarif.ts';
import { SEMGREP } from './semgrep.ts';
import { TRIVY } from './trivy.ts';
import { TSC } from './tsc.ts';

export { detectSecretsAgainst } from './detect-secrets.ts';
export type { FindingsLimits } from './judge.ts';

/** An empty list is what several tools write: unless a format is named it is read as the first one's. */
const FORMATS: readonly Format<FindingsEvidence>[] = [
  SARIF,
  RUFF,
  ESLINT,
  BIOME,
  OXLINT,
  PYRIGHT,
  MYPY_TEXT,
  MYPY_JSON,
  // Before tsc, whose last line ruff's text has as well.
  FLAKE8,
  TSC,
  PYLINT,
  BANDIT,
  DETECT_SECRETS,
  GITLEAKS,
  TRIVY,
  NPM_AUDIT,
  SEMGREP,
  CHECKSTYLE,
  GITLAB,
];

const titleOf = (format: string): string => FORMATS.find(({ name }) => name === format)?.title ?? format;

export const FINDINGS: Family<FindingsEvidence, FindingsLimits> = {
  kind: 'findings',
  formats: FORMATS,
  merge: mergeFindings,
  judge: (evidence, limits) => judgeFindings(evidence, limits, titleOf(evidence.format)),
  counts: countsOf,
};
