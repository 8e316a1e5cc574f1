/** Numbers and node ids, as GitHub gives them. */

// Comments, issues, labels and statuses of today have ids above 2^31, which is why `databaseId: Int` cannot hold them:
// https://docs.github.com/en/graphql/reference/objects#issuecomment (fullDatabaseId)
export const FIRST_IDS = {
  account: 180_000_001,
  app: 900_001,
  installation: 60_000_001,
  repository: 800_000_001,
  team: 11_000_001,
  label: 8_000_000_001,
  issue: 3_100_000_001,
  comment: 3_300_000_001,
  edit: 1,
  event: 20_000_000_001,
  status: 40_000_000_001,
  release: 200_000_001,
  deployment: 3_400_000_001,
  alert: 1,
  deploymentStatus: 9_700_000_001,
  project: 7_000_001,
  projectField: 230_000_001,
  projectItem: 130_000_001,
  pull: 2_900_000_001,
  workflow: 190_000_001,
  run: 19_000_000_001,
  artifact: 4_500_000_001,
  checkSuite: 50_000_000_001,
  checkRun: 55_000_000_001,
  delivery: 1,
  attempt: 180_000_000_001,
  token: 1,
};

const PREFIXES: Readonly<Record<string, string>> = {
  User: 'U_kgDO',
  Bot: 'BOT_kgDO',
  Organization: 'O_kgDO',
  Mannequin: 'M_kgDO',
  Team: 'T_kwDO',
  Repository: 'R_kgDO',
  Label: 'LA_kwDO',
  Issue: 'I_kwDO',
  IssueComment: 'IC_kwDO',
  Commit: 'C_kwDO',
  Tag: 'TA_kwDO',
  Release: 'RE_kwDO',
  RepositoryVulnerabilityAlert: 'RVA_kwDO',
  Deployment: 'DE_kwDO',
  DeploymentStatus: 'DES_kwDO',
  PullRequest: 'PR_kwDO',
  Workflow: 'W_kwDO',
  WorkflowRun: 'WFR_kwLO',
  CheckSuite: 'CS_kwDO',
  CheckRun: 'CR_kwDO',
  ProjectV2: 'PVT_kwDO',
  ProjectV2Field: 'PVTF_lADO',
  ProjectV2SingleSelectField: 'PVTSSF_lADO',
  ProjectV2Item: 'PVTI_lADO',
};

/** An opaque node id, unique for each object. */
export const nodeId = (kind: string, key: number | string): string =>
  `${PREFIXES[kind] ?? 'N_kwDO'}${Buffer.from(`${kind}:${key}`).toString('base64url')}`;
