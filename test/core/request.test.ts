import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/core/config.ts';
import type { Request } from '../../src/core/promotion.ts';
import { isPromotionIssue, NOTHING, readRequest } from '../../src/core/request.ts';
import { CONFIG } from '../harness/story.ts';

const issue = (body: string, title = '', labels: readonly string[] = ['promotion']) => ({ body, title, labels });
const read = (body: string, title?: string, labels?: readonly string[]) => readRequest(issue(body, title, labels));
const config = readConfig(CONFIG).config;

/** What is read of a body that is in order, without the answers nobody gave. */
function answers({ request, problems }: ReturnType<typeof readRequest>): Partial<Request> | readonly unknown[] {
  if (!request) return problems.map(({ code, place, found }) => [code, place, ...(found === undefined ? [] : [found])]);
  return Object.fromEntries(Object.entries(request).filter(([, text]) => text !== ''));
}

const FORM = '### Subject\n\nweb\n\n### To\n\nstaging';

describe('a body in our form', () => {
  test.each<[string, string, Partial<Request>]>([
    ['with what is needed', FORM, { subject: 'web', to: 'staging' }],
    ['in another order', '### To\n\nstaging\n\n### Version\n\nv1\n\n### Subject\n\nweb', { subject: 'web', version: 'v1', to: 'staging' }],
    ['with Windows line ends', FORM.replaceAll('\n', '\r\n'), { subject: 'web', to: 'staging' }],
    ['without blank lines', '### Subject\nweb\n### To\nstaging', { subject: 'web', to: 'staging' }],
    [
      'with answers that say nothing',
      `${FORM}\n\n### Version\n\nn/a\n\n### From\n\n-\n\n### Blockers\n\nNone.\n\n### Notes\n\n_No response_`,
      { subject: 'web', to: 'staging' },
    ],
    ['with a list that says nothing', `${FORM}\n\n### Blockers\n\n- None\n\n### Rollback plan\n\nN/A`, { subject: 'web', to: 'staging' }],
    [
      'with back-ticks, bold and emoji',
      '### Subject\n\n`web`\n\n### To\n\n🚀 **staging** :tada:\n\n### Version\n\n**`v1.0.0`** ✅',
      { subject: 'web', version: 'v1.0.0', to: 'staging' },
    ],
    [
      'with headings in the notes',
      `${FORM}\n\n### Notes\n\nWhy:\n\n### Background\n\nA\n\n### Subject\n\nB`,
      { subject: 'web', to: 'staging', notes: 'Why:\n\n### Background\n\nA\n\n### Subject\n\nB' },
    ],
    [
      'with a heading at the beginning of a text',
      `${FORM}\n\n### Rollback plan\n\n#### Stop\n\nx\n\n### Notes\n\n### Background\n\nA`,
      { subject: 'web', to: 'staging', rollbackPlan: '#### Stop\n\nx', notes: '### Background\n\nA' },
    ],
    [
      'with headings in a rollback plan',
      `${FORM}\n\n### Rollback plan\n\nFirst:\n\n### Stop\n\nx\n\n#### Then\n\ny`,
      { subject: 'web', to: 'staging', rollbackPlan: 'First:\n\n### Stop\n\nx\n\n#### Then\n\ny' },
    ],
    [
      'with a section of somebody else',
      `### Ticket\n\nJIRA-1\n\n${FORM}\n\n### Team\n\nblue\n\n### Blockers\n\nNone\n\n### Links\n\n#7`,
      { subject: 'web', to: 'staging' },
    ],
    [
      'with hints nobody sees',
      `${FORM}\n\n### Blockers\n\n<!-- #123 or None -->\n\n### Rollback plan\n\n<!-- how to\ncome back -->`,
      { subject: 'web', to: 'staging' },
    ],
    [
      'with keys in the notes',
      `${FORM}\n\n### Notes\n\n**Target Stage:** production`,
      { subject: 'web', to: 'staging', notes: '**Target Stage:** production' },
    ],
  ])('%s', (_what, body, expected) => {
    expect(answers(read(body))).toEqual(expected);
  });
});

describe('a body in a shape of others', () => {
  test.each<[string, string, Partial<Request>]>([
    [
      'Markdown with keys',
      '## Component Promotion: web\n\n**Current Stage:** dev\n**Target Stage:** staging\n**Date:** 2026-11-20\n\n### Blockers\nNone\n',
      { subject: 'web', from: 'dev', to: 'staging' },
    ],
    [
      'keys alone',
      '**Component:** web\n**Current Environment:** dev\n**Target Environment:** stage',
      { subject: 'web', from: 'dev', to: 'stage' },
    ],
    [
      'keys with the colon outside, in a list',
      '- **Component**: `web`\n- **Target Environment**: stage\n- **Version**: v2',
      { subject: 'web', version: 'v2', to: 'stage' },
    ],
    ['keys with Windows line ends', '**Component:** web\r\n**Target Environment:** stage\r\n', { subject: 'web', to: 'stage' }],
    ['keys below a heading of its own', '## Details\n\n**Agent:** bob\n**Target Environment:** prod', { subject: 'bob', to: 'prod' }],
    [
      'keys and words around them',
      '**Component:** web\n**Target Stage:** staging\n\nShip the retry fix.',
      { subject: 'web', to: 'staging', notes: 'Ship the retry fix.' },
    ],
    [
      'a key with a list below',
      '**Component:** web\n**Target Stage:** staging\n**Rollback Plan:**\n1. stop\n2. redeploy\n**Blockers:** none',
      { subject: 'web', to: 'staging', rollbackPlan: '1. stop\n2. redeploy' },
    ],
    [
      'a form of others',
      '### Component Name\n\nweb\n\n### Current Stage\n\ndevelopment\n\n### Target Stage\n\nstaging\n\n### Specification File\n\nspecs/web.md\n\n### Blockers\n\n_No response_\n\n### Rollback Plan\n\nRedeploy\n\n### Additional Notes\n\nWhy not',
      { subject: 'web', from: 'development', to: 'staging', rollbackPlan: 'Redeploy', notes: 'Why not' },
    ],
    [
      'other names still',
      '### 🧩 Component (required):\n\nweb\n\n### Target_Environment\n\n🟡 Staging\n\n### Known Blockers\n\n#12\n\n### Promotion Justification\n\nReady\n\n### Staging → Production Criteria\n\n- [x] Tested\n\n### Additional Context\n\nMore',
      { subject: 'web', to: 'Staging', blockers: '#12', notes: 'Ready\n\nMore' },
    ],
    [
      'an agent',
      '## Agent Promotion: bob\n**Target Stage:** prod\n**Agent Version:** 1.2.0',
      { subject: 'bob', version: '1.2.0', to: 'prod' },
    ],
  ])('%s', (_what, body, expected) => {
    expect(answers(read(body, 'Promote something'))).toEqual(expected);
  });

  test.each<[string, string, string, readonly string[], Partial<Request>]>([
    [
      'one line and labels',
      'Ship the retry fix.',
      '',
      ['component:web', 'target:staging'],
      { subject: 'web', to: 'staging', notes: 'Ship the retry fix.' },
    ],
    ['labels of an agent', 'Evals are fine', '', ['agent:bob', 'target:prod'], { subject: 'bob', to: 'prod', notes: 'Evals are fine' }],
    ['a title', 'Please', 'Promote web to staging', ['promotion'], { subject: 'web', to: 'staging', notes: 'Please' }],
    [
      'a title with arrows',
      'Please',
      '[PROMOTION] web: Development → Staging',
      ['promotion'],
      { subject: 'web', to: 'Staging', notes: 'Please' },
    ],
    [
      'a label before the title',
      'Please',
      'Promote web to staging',
      ['promotion', 'target:production'],
      { subject: 'web', to: 'production', notes: 'Please' },
    ],
    [
      'a key before label and title',
      '**Target Stage:** staging',
      'Promote web to production',
      ['component:web'],
      { subject: 'web', to: 'staging' },
    ],
    [
      'a key left blank',
      '**Target Stage:**\n\nPlease',
      '',
      ['component:web', 'target:staging'],
      { subject: 'web', to: 'staging', notes: 'Please' },
    ],
    ['a label that agrees', FORM, '', ['promotion', 'target:Staging'], { subject: 'web', to: 'staging' }],
    ['the title, which never contradicts', FORM, 'Promote api to production', ['promotion'], { subject: 'web', to: 'staging' }],
  ])('%s', (_what, body, title, labels, expected) => {
    expect(answers(read(body, title, labels))).toEqual(expected);
  });
});

describe('a body that is not in order', () => {
  test.each<[string, string, string, readonly unknown[]]>([
    ['blank', ' \n ', 'Promote web to staging', [['empty_body', 'issue']]],
    ['nothing anybody could read', 'hello', 'Hi', [['empty_body', 'issue']]],
    ['no target', '### Subject\n\nweb\n\n### To\n\n_No response_', 'Promote web to staging', [['missing_field', 'To']]],
    ['no target by another name', '### Component Name\n\nweb\n\n### Target Stage\n\n', '', [['missing_field', 'Target Stage']]],
    ['nothing for what may not be nothing', '### Subject\n\nweb\n\n### To\n\nNone', '', { subject: 'web', to: 'None' } as never],
    ['two lines', '### Subject\n\nweb\nfoo\n\n### To\n\nstaging', '', [['not_one_line', 'Subject', 'web\nfoo']]],
    ['a long line', `### Subject\n\n${'x'.repeat(101)}\n\n### To\n\nstaging`, '', [['not_one_line', 'Subject', 'x'.repeat(100)]]],
    ['long notes', `${FORM}\n\n### Additional Notes\n\n${'x'.repeat(8_001)}`, '', [['too_long', 'Additional Notes']]],
    ['a placeholder in the title', FORM, 'Promote <component> to staging', [['placeholder_left', 'Title', '<component>']]],
    ['braces in the title', FORM, 'Promote {component_name} to staging', [['placeholder_left', 'Title', '{component_name}']]],
    [
      'a placeholder in a field',
      '### Subject\n\n<component>\n\n### To\n\nTODO',
      '',
      [
        ['placeholder_left', 'Subject', '<component>'],
        ['placeholder_left', 'To', 'TODO'],
      ],
    ],
    [
      'a placeholder as a rollback plan',
      `${FORM}\n\n### Rollback Plan\n\nTODO: write this`,
      '',
      [['placeholder_left', 'Rollback Plan', 'TODO: write this']],
    ],
    [
      'a placeholder inside a rollback plan',
      `${FORM}\n\n### Rollback Plan\n\nkubectl rollout undo deployment/{component_name}`,
      '',
      [['placeholder_left', 'Rollback Plan', '{component_name}']],
    ],
    ['two components', '## Component Promotion: web\n\n**Component:** api\n**Target Stage:** staging', '', [['contradiction', 'Subject']]],
  ])('%s', (_what, body, title, expected) => {
    expect(answers(read(body, title))).toEqual(expected);
  });

  test('braces and to-dos in notes are the words of their writer', () => {
    expect(
      read(`${FORM}\n\n### Rollback plan\n\nhelm rollback \${NAME} {"a": 1}\n\n### Notes\n\nRemoves the TODO of {name}`).problems,
    ).toEqual([]);
  });
});

describe('labels that say something else', () => {
  const labels = ['promotion', 'target:production'];

  test('are a problem that names both', () => {
    expect(read(FORM, '', labels).problems).toEqual([
      { code: 'contradiction', place: 'To', facts: { first: 'To: staging', second: 'target:production' } },
    ]);
    expect(read('Please', '', ['component:web', 'agent:bob', 'target:staging']).problems).toEqual([
      { code: 'contradiction', place: 'Subject', facts: { first: 'component:web', second: 'agent:bob' } },
    ]);
  });

  test('are none with an alias of the same environment', () => {
    const body = FORM.replace('staging', 'stage');
    expect(readRequest(issue(body, '', ['target:staging'])).problems).toHaveLength(1);
    expect(readRequest(issue(body, '', ['target:staging']), { config }).problems).toEqual([]);
  });

  test('are none once the body was edited: it is newer', () => {
    expect(readRequest(issue(FORM, '', labels), { edited: true }).request?.to).toBe('staging');
    expect(readRequest(issue('Please', '', ['component:web', 'target:a', 'target:b']), { edited: true }).problems).toHaveLength(1);
  });

  test('say nothing once the promotion has begun, like the title', () => {
    const begun = { ...NOTHING, subject: 'web', to: 'staging' };
    const tricked = issue('Please', 'Promote {x} to production', ['component:api', 'target:production']);
    expect(answers(readRequest(tricked, { begun }))).toEqual({ subject: 'web', to: 'staging', notes: 'Please' });
    expect(readRequest(issue(FORM, '', labels), { begun }).problems).toEqual([]);
  });

  test('may be cut where GitHub cuts them', () => {
    const name = 'a'.repeat(60);
    expect(read(FORM.replace('web', name), '', [`component:${name}`.slice(0, 50)]).problems).toEqual([]);
  });
});

test.each([
  ['### Dry run\n\n- [X] Only check and show the plan', true, false],
  ['### Dry run\n\n- [ ] Only check and show the plan', false, false],
  ['### Dry Run\n\nyes', true, false],
  ['### Skip quality gates\n\n- [x] Skip the quality gates (for testing only)', false, true],
  ['### Skip quality gates\n\nYes, please', false, true],
  ['### Skip gates\n\ntrue', false, true],
  ['### Skip quality gates\n\nno', false, false],
  ['### Skip quality gates\n\nyesterday', false, false],
])('options: %j', (section, dryRun, skipGates) => {
  expect(read(`${FORM}\n\n${section}`)).toMatchObject({ dryRun, skipGates, problems: [] });
});

test('options as keys', () => {
  const body = '**Component:** web\n**Target Stage:** staging\n**Dry Run:** true\n**Skip Quality Gates:** `true`';
  expect(read(body)).toMatchObject({ dryRun: true, skipGates: true });
  expect(read(body.replaceAll('true', 'false'))).toMatchObject({ dryRun: false, skipGates: false });
});

test('MISSION B8: task lists are claims, of these sections only', () => {
  const body = `${FORM}\n\n- [x] no\n\n### Quality Gates\n- [x] Lint clean\n* [ ] Types\n  1. [X] Nested\nword\n\n### Approval\n- [ ] QA\n\n### Other\n- [x] no`;
  expect(read(body.replace('\n\n- [x] no', '')).claims).toEqual([
    { text: 'Lint clean', ticked: true },
    { text: 'Types', ticked: false },
    { text: 'Nested', ticked: true },
    { text: 'QA', ticked: false },
  ]);
});

test.each<[string, boolean, string, string, readonly string[]]>([
  ['our label', true, '', 'Question', ['promotion']],
  ['both labels', true, '', 'Question', ['component:web', 'target:staging']],
  ['one label', false, 'Promote', 'Promote', ['component:web']],
  ['a body that asks', true, FORM, 'Promote web', []],
  ['a template that speaks of it', true, '## Component Promotion: web\n**Target Stage:** staging', 'web', []],
  ['a report of a bug', false, '### Component\n\nweb\n\n### Target\n\nwasm', 'It crashes', []],
  ['a title alone', false, 'Please', 'Promote Alice to manager', []],
])('a promotion or not: %s', (_what, expected, body, title, labels) => {
  expect(isPromotionIssue(issue(body, title, labels))).toBe(expected);
});
