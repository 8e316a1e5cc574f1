/** The one question about a promotion, as GraphQL. Values travel as variables; only names made here stand in the text. */
import { CONFIG_PATH, DEFAULTS_REPOSITORY } from '../../core/config-path.ts';
import type { Ref } from '../../core/promotion.ts';
import type { Lookup } from '../../core/seen.ts';

export interface Query {
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

/** Where the further pages begin: cursors of the connections that were longer than one page. */
export interface Cursors {
  readonly comments?: string | undefined;
  /** Team slug -> cursor. */
  readonly teams: Readonly<Record<string, string>>;
}

export const ACTOR = `fragment actor on Actor { __typename login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } }`;
const commitFragment = (paths: readonly string[]): string => `fragment commit on Commit {
  oid
  status { contexts { context state description targetUrl createdAt creator { ...actor } } }
  authors(first: 20) { nodes { email user { ...actor } } }
  committer { email user { ...actor } }
  ${paths.join('\n  ')}
}`;
export const COMMENT = `fragment comment on IssueComment {
  id fullDatabaseId body createdAt lastEditedAt createdViaEmail isMinimized author { ...actor } editor { ...actor }
}`;
export const COMMENTS = 'comments(first: 100) { nodes { ...comment } pageInfo { hasNextPage endCursor } }';
const MEMBERS = `databaseId members(first: 100, after: $AFTER) { nodes { databaseId login } pageInfo { hasNextPage endCursor } }`;

/** Everything in one request. */
export function seeQuery({ owner, repo, number }: Ref, lookup: Lookup): Query {
  const variables: Record<string, unknown> = { owner, repo, number };
  const declared = ['$owner: String!', '$repo: String!', '$number: Int!'];
  const declare = (name: string, type: string, value: unknown): string => {
    declared.push(`$${name}: ${type}`);
    variables[name] = value;
    return `$${name}`;
  };
  const labels = lookup.labels.map((name, i) => `label${i}: label(name: ${declare(`label${i}`, 'String!', name)}) { id name }`);
  const tags = lookup.tags.map(
    (name, i) => `tag${i}: ref(qualifiedName: ${declare(`tag${i}`, 'String!', `refs/tags/${name}`)}) { target { ...peeled } }`,
  );
  const commit = lookup.sha === undefined ? '' : `commit: object(oid: ${declare('sha', 'GitObjectID!', lookup.sha)}) { ...commit }`;
  const compare = lookup.branchHolds === undefined ? '' : `compare(headRef: ${declare('held', 'String!', lookup.branchHolds)}) { status }`;
  const teams = lookup.teams.map(
    (slug, i) => `team${i}: team(slug: ${declare(`team${i}`, 'String!', slug)}) { ${MEMBERS.replace('$AFTER', 'null')} }`,
  );
  const releases = lookup.releases.map(
    (name, i) => `release${i}: release(tagName: ${declare(`release${i}`, 'String!', name)}) { isDraft isPrerelease name description url }`,
  );
  const issues = lookup.issues.map(
    (_, i) => `linked${i}: issueOrPullRequest(number: ${declare(`linked${i}`, 'Int!', lookup.issues[i])}) { ...linked }`,
  );
  const paths = lookup.paths.map((path, i) => `path${i}: file(path: ${declare(`path${i}`, 'String!', path)}) { type }`);
  const versionFile =
    lookup.versionFile === undefined
      ? []
      : [
          `versionFile: file(path: ${declare('versionFile', 'String!', lookup.versionFile)}) { object { ... on Blob { byteSize isTruncated isBinary text } } }`,
        ];
  const map =
    lookup.map === undefined
      ? ''
      : `map: object(expression: ${declare('map', 'String!', `HEAD:${lookup.map}`)}) { ... on Blob { oid byteSize isTruncated isBinary text } }`;
  const records = lookup.records.length === 0 ? '' : recordsField(declare('records', '[String!]', lookup.records));
  const siblings = lookup.subjectLabel === undefined ? '' : siblingsField(declare('subject', '[String!]', [lookup.subjectLabel]));
  const people = lookup.requester === undefined ? '' : collaboratorsField(declare('requester', 'String!', lookup.requester));
  const deployments = lookup.deployments === undefined ? '' : deploymentsField(declare('environments', '[String!]', [lookup.deployments]));
  const board =
    lookup.board &&
    boardField(declare('boardOwner', 'String!', lookup.board.owner ?? owner), declare('board', 'Int!', lookup.board.number));
  const organization = teams.length > 0 ? `... on Organization { ${teams.join('\n')} }` : '';
  const defaults = lookup.defaults ? `\n  ${DEFAULTS}` : '';
  const text = `query See(${declared.join(', ')}) {
  viewer { login databaseId }${board ?? ''}${deployments}${defaults}
  repository(owner: $owner, name: $repo) {
    id databaseId name url
    owner { __typename login ${organization} }
    defaultBranchRef { name target { ...commit } ${compare} }
    ${SETTINGS}
    issue(number: $number) { ${ISSUE} ${lookup.incidents ? MENTIONS : ''} ${COMMENTS} }
    ${[map, ...labels, ...tags, commit, ...releases, ...issues, siblings, records, people, lookup.incidents ? ALERTS : '', board === undefined ? '' : CARD].join('\n    ')}
  }
}
${[ACTOR, commitFragment([...paths, ...versionFile]), COMMENT, ...(tags.length > 0 ? [PEELED] : []), ...(issues.length > 0 ? [LINKED] : []), ...(board === undefined ? [] : [FIELD_OF])].join('\n')}`;
  return { text, variables };
}

/** The settings of a repository. */
const SETTINGS = `config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { oid byteSize isTruncated isBinary text } }`;

/** What the settings may be laid over: those of the owner's repository `.github`, which may be missing without the rest. */
export const DEFAULTS = `defaults: repository(owner: $owner, name: "${DEFAULTS_REPOSITORY}") { ${SETTINGS} }`;

const ISSUE = `id number title body url state locked activeLockReason createdAt author { ...actor } editor { ...actor }
      labels(first: 100) { nodes { id name } }
      closed: timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { createdAt actor { ...actor } } } }
      reopened: timelineItems(last: 1, itemTypes: [REOPENED_EVENT]) { nodes { ... on ReopenedEvent { createdAt actor { ...actor } } } }`;

/** An annotated tag may point at another one; two levels are peeled, deeper ones count as no commit. */
const PEELED = `fragment peeled on GitObject { ...commit ... on Tag { target { ...commit ... on Tag { target { ...commit } } } } }`;

const LINKED = `fragment linked on IssueOrPullRequest { ... on Issue { state title url } ... on PullRequest { pullRequestState: state title url } }`;

/** Asked of organisations only: boards of people are closed to Apps. A board has at most 50 fields (https://docs.github.com/en/issues/planning-and-tracking-with-projects/understanding-fields). */
const boardField = (owner: string, number: string): string => `
  board: repositoryOwner(login: ${owner}) { __typename ... on Organization { projectV2(number: ${number}) {
    id title url viewerCanUpdate
    fields(first: 50) { nodes { __typename ... on ProjectV2FieldCommon { id name dataType } ... on ProjectV2SingleSelectField { options { id name } } } }
  } } }`;

/** The issue once more, under a name of its own: items that may not be read take the whole issue around them along (they are never null). */
const CARD = `card: issue(number: $number) { projectItems(first: 20) { nodes { id isArchived project { id } fieldValues(first: 50) { nodes {
      __typename
      ... on ProjectV2ItemFieldSingleSelectValue { optionId ...fieldOf }
      ... on ProjectV2ItemFieldTextValue { text ...fieldOf }
      ... on ProjectV2ItemFieldNumberValue { number ...fieldOf }
      ... on ProjectV2ItemFieldDateValue { date ...fieldOf }
    } } } pageInfo { hasNextPage endCursor } } }`;
const FIELD_OF = `fragment fieldOf on ProjectV2ItemFieldValueCommon { field { ... on ProjectV2FieldCommon { id } } }`;

/** The newest fifty: a dependency that arrived longer ago than fifty promotions is promoted once more. */
const recordsField = (labels: string): string =>
  `records: issues(first: 50, states: [CLOSED], labels: ${labels}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { id number ${COMMENTS} } }`;

const siblingsField = (labels: string): string =>
  `siblings: issues(first: 50, states: [OPEN], labels: ${labels}) { nodes { id number ${COMMENTS} } }`;

const collaboratorsField = (login: string): string =>
  `collaborators(first: 10, query: ${login}) { edges { permission node { databaseId login } } }`;

/**
 * The newest twenty to one environment: ours are among them, as one promotion deploys at a time. The repository once more, under a name of its
 * own: deployments that may not be read take the whole repository around them along (they are never null).
 */
const deploymentsField = (environments: string): string =>
  `
  deployed: repository(owner: $owner, name: $repo) { deployments(first: 20, environments: ${environments}, orderBy: { field: CREATED_AT, direction: DESC }) { nodes {
      id commitOid payload createdAt creator { ...actor }
      statuses(first: 20) { nodes { state createdAt description logUrl creator { ...actor } } }
    } } }`;

/** https://docs.github.com/en/graphql/reference/objects#crossreferencedevent. */
const MENTIONS = `mentions: timelineItems(last: 50, itemTypes: [CROSS_REFERENCED_EVENT]) { nodes { ... on CrossReferencedEvent {
      createdAt isCrossRepository source { __typename ... on Issue { number title url state labels(first: 50) { nodes { name } } } }
    } } }`;

/** https://docs.github.com/en/graphql/reference/objects#repositoryvulnerabilityalert. */
const ALERTS = `alerts: vulnerabilityAlerts(last: 50, states: [OPEN]) { nodes { number createdAt securityVulnerability { severity package { name } } } }`;

/** The next page of whatever was longer than one. */
export function moreQuery({ owner, repo, number }: Ref, cursors: Cursors): Query {
  const variables: Record<string, unknown> = { owner, repo };
  const declared = ['$owner: String!', '$repo: String!'];
  const fields: string[] = [];
  if (cursors.comments !== undefined) {
    declared.push('$number: Int!', '$comments: String!');
    Object.assign(variables, { number, comments: cursors.comments });
    fields.push(
      'issue(number: $number) { comments(first: 100, after: $comments) { nodes { ...comment } pageInfo { hasNextPage endCursor } } }',
    );
  }
  const teams = Object.entries(cursors.teams).map(([slug, cursor], i) => {
    declared.push(`$slug${i}: String!`, `$after${i}: String!`);
    Object.assign(variables, { [`slug${i}`]: slug, [`after${i}`]: cursor });
    return `team${i}: team(slug: $slug${i}) { ${MEMBERS.replace('$AFTER', `$after${i}`)} }`;
  });
  if (teams.length > 0) fields.push(`owner { ... on Organization { ${teams.join('\n')} } }`);
  const fragments = cursors.comments === undefined ? '' : [ACTOR, COMMENT].join('\n');
  return {
    text: `query More(${declared.join(', ')}) {\n  repository(owner: $owner, name: $repo) { ${fields.join('\n')} }\n}\n${fragments}`,
    variables,
  };
}
