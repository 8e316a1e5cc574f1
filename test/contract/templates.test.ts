import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Config, readConfig } from '../../src/core/config.ts';
import { effectiveGates } from '../../src/core/gates/effective.ts';
import { FIELDS, PROMOTION_LABEL, readRequest } from '../../src/core/request.ts';

const template = (path: string): string => readFileSync(new URL(`../../templates/${path}`, import.meta.url), 'utf8');

/** https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema */
const id = z.string().regex(/^[A-Za-z0-9_-]+$/);
const words = z.string().min(1);
const validations = z.strictObject({ required: z.boolean() }).optional();
const asked = { label: words, description: z.string().optional() };
const typed = { ...asked, placeholder: z.string().optional(), value: z.string().optional() };
const element = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('markdown'), attributes: z.strictObject({ value: words }) }),
  z.strictObject({ type: z.literal('input'), id: id.optional(), attributes: z.strictObject(typed), validations }),
  z.strictObject({
    type: z.literal('textarea'),
    id: id.optional(),
    attributes: z.strictObject({ ...typed, render: z.string().optional() }),
    validations,
  }),
  z.strictObject({
    type: z.literal('dropdown'),
    id: id.optional(),
    attributes: z.strictObject({
      ...asked,
      multiple: z.boolean().optional(),
      options: z.array(words).min(1),
      default: z.int().min(0).optional(),
    }),
    validations,
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    id: id.optional(),
    attributes: z.strictObject({ ...asked, options: z.array(z.strictObject({ label: words, required: z.boolean().optional() })).min(1) }),
    validations,
  }),
  z.strictObject({ type: z.literal('upload'), id: id.optional(), attributes: z.strictObject(asked), validations }),
]);
const issueForm = z.strictObject({
  name: z.string().min(3),
  description: z.string().min(3).max(200),
  title: z.string().optional(),
  labels: z.array(words).optional(),
  assignees: z.array(words).optional(),
  projects: z.array(words).optional(),
  type: z.string().optional(),
  body: z.array(element).min(1),
});

const form = issueForm.parse(parse(template('ISSUE_TEMPLATE/promotion.yml')));
const fields = form.body.flatMap((part) => (part.type === 'markdown' ? [] : [part]));
const labels = fields.map(({ attributes }) => attributes.label);

describe('the issue form', () => {
  test('marks the issue as a promotion', () => {
    expect(form.labels).toEqual([PROMOTION_LABEL]);
    expect(form.title).toBe('Promote ');
  });

  test('asks for exactly what the bot reads, in that order', () => {
    expect(labels).toEqual(Object.values(FIELDS));
  });

  test('has every id and every label once', () => {
    const ids = fields.map((field) => field.id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(labels.map((label) => label.toLowerCase())).size).toBe(labels.length);
  });

  test('requires only what nobody can guess', () => {
    expect(fields.filter((field) => field.validations?.required).map((field) => field.id)).toEqual(['subject', 'to']);
  });

  test('says of each field what it wants', () => {
    for (const { attributes } of fields) expect(attributes.description).toMatch(/^[A-Z].{20,}[.?]$/);
  });

  /** GitHub writes each field as a heading, its answer between blank lines; what was left out as `_No response_`. */
  const submitted = (answers: Readonly<Record<string, string>>, ticked = false): string =>
    fields
      .map((field) => {
        if (field.type === 'checkboxes')
          return `### ${field.attributes.label}\n\n${field.attributes.options.map(({ label }) => `- [${ticked ? 'x' : ' '}] ${label}`).join('\n')}`;
        return `### ${field.attributes.label}\n\n${answers[field.id ?? ''] ?? '_No response_'}`;
      })
      .join('\n\n');

  const asked = (body: string) => ({ body, title: form.title ?? '', labels: form.labels ?? [] });

  test('is read back as it was filled in', () => {
    const body = submitted({
      subject: 'web',
      version: 'v1.2.0',
      from: 'staging',
      to: 'production',
      notes: 'Fixes #7.\n\nWatch the queue.',
    });
    expect(readRequest(asked(body))).toMatchObject({
      dryRun: false,
      problems: [],
      request: { subject: 'web', version: 'v1.2.0', from: 'staging', to: 'production', notes: 'Fixes #7.\n\nWatch the queue.' },
    });
  });

  test('needs no more than subject and target', () => {
    expect(readRequest(asked(submitted({ subject: 'web', to: 'staging' }, true)))).toMatchObject({
      dryRun: true,
      problems: [],
      request: { subject: 'web', version: '', from: '', to: 'staging', notes: '' },
    });
  });
});

describe('the Markdown template', () => {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n+([\s\S]*)$/.exec(template('ISSUE_TEMPLATE/component-promotion.md')) ?? [];
  // https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/about-issue-and-pull-request-templates
  const about = z
    .strictObject({ name: z.string().min(3), about: z.string().max(200), title: words, labels: words, assignees: z.string() })
    .parse(parse(head));
  const read = (fill: (text: string) => string) =>
    readRequest({ body: fill(body), title: fill(about.title), labels: about.labels.split(', ') });

  test('marks the issue as a promotion', () => {
    expect(about.labels).toBe(PROMOTION_LABEL);
  });

  test('is read with its placeholders filled in', () => {
    const answers: Readonly<Record<string, string>> = {
      component_name: 'web',
      current_stage: 'staging',
      target_stage: 'production',
      'list any blockers or none': 'None',
      'describe rollback procedure': 'Redeploy v1.3.2',
    };
    const { request, problems, claims } = read((text) => text.replaceAll(/\{([^}]+)\}/g, (_, name: string) => answers[name] ?? '90'));
    expect(problems).toEqual([]);
    expect(request).toEqual({
      subject: 'web',
      version: '',
      from: 'staging',
      to: 'production',
      blockers: '',
      rollbackPlan: 'Redeploy v1.3.2',
      notes: '',
    });
    expect(claims.map(({ ticked }) => ticked)).toEqual([...Array(7).fill(true), ...Array(4).fill(false)]);
  });

  test('says of every placeholder that was left', () => {
    const { request, problems } = read((text) => text);
    expect(request).toBeUndefined();
    expect(problems.map(({ code, place, found }) => [code, place, found])).toEqual([
      ['placeholder_left', 'Title', '{component_name}'],
      ['placeholder_left', 'Component Promotion', '{component_name}'],
      ['placeholder_left', 'Current Stage', '{current_stage}'],
      ['placeholder_left', 'Target Stage', '{target_stage}'],
      ['placeholder_left', 'Blockers', '{list any blockers or none}'],
      ['placeholder_left', 'Rollback Plan', '{describe rollback procedure}'],
    ]);
  });
});

/** The gates of every subject into every environment. */
const gatesOf = (config: Config | undefined) =>
  (config?.subjects ?? []).flatMap((subject) =>
    (config?.environments ?? []).flatMap((environment) =>
      config ? effectiveGates({ config, subject, environment }).map((gate) => ({ ...gate, environment: environment.name })) : [],
    ),
  );

describe.each(['promotion.yml', 'promotion.agents.yml'])('the settings in %s', (name) => {
  const text = template(name);

  test('are read without problems', () => {
    expect(readConfig(text).problems).toEqual([]);
  });

  test('go from development over staging to production, with approval above the first', () => {
    const environments = readConfig(text).config?.environments ?? [];
    expect(environments.map(({ name: environment, aliases }) => [environment, ...aliases])).toEqual([
      ['development', 'dev'],
      ['staging', 'stage'],
      ['production', 'prod'],
    ]);
    expect(environments.map(({ approval }) => approval === 'none')).toEqual([true, false, false]);
  });

  test('explain each key where it first appears', () => {
    const seen = new Set<string>();
    for (const line of text.split('\n')) {
      const key = /^ *([a-z_]+):/.exec(line)?.[1];
      const isName = /^ {2}[a-z]/.test(line);
      if (key !== undefined && !isName && !seen.has(key)) expect(line).toMatch(/ # .{3,}$/);
      if (key !== undefined && !isName) seen.add(key);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['version', 'notify', 'roles', 'teams', 'users', 'environments', 'aliases', 'approval', 'subjects', 'kind']),
    );
  });

  test('block nobody on the first day: what a run would have to judge is switched off, and into staging no signature is needed', () => {
    const { config } = readConfig(text);
    const gates = gatesOf(config);
    expect(gates.length).toBeGreaterThan(2);
    expect(gates.filter(({ kind }) => kind !== 'human')).toEqual([]);
    expect(gates.filter(({ environment, required }) => environment === 'staging' && required)).toEqual([]);
    expect(gates.filter(({ environment, required }) => environment === 'production' && required)).toHaveLength(1);
  });

  /** As the head of the file says it is done. */
  const switchedOn = text.replaceAll(/^( *)#(?=[a-z])/gm, '$1');
  const examples = [...text.matchAll(/^ *#([a-z][a-z0-9_-]*):/gm)].map(([, key = '']) => key);

  test('are right with every setting switched on that is shown, and each of them counts', () => {
    const { config, problems } = readConfig(switchedOn);
    expect(problems).toEqual([]);
    expect(examples.length).toBeGreaterThan(9);
    const { evidence, prometheus, records } = config ?? {};
    expect([evidence?.length, prometheus?.url, records?.files.length]).toEqual([1, 'https://prometheus.example.com', 1]);
    const known = new Set([
      ...gatesOf(config).map(({ name: gate }) => gate),
      'gates_workflow',
      'evidence',
      'prometheus',
      'records',
      'labels',
      'gates',
      ...(config?.subjects ?? []).flatMap(({ settings }) => Object.keys(settings)),
    ]);
    expect(examples.filter((key) => !known.has(key))).toEqual([]);
    expect(gatesOf(config).some(({ off }) => off !== undefined)).toBe(true);
  });

  test('explain every setting that is switched off', () => {
    const lines = text.split('\n');
    const unexplained = lines.filter(
      (line, index) => /^ *#[a-z]/.test(line) && !/ # .{10,}$/.test(line) && !/^ *# /.test(lines[index - 1] ?? ''),
    );
    expect(unexplained).toEqual([]);
  });

  test('still work when every comment is taken out', () => {
    const bare = text.replace(/\s*#.*$/gm, '');
    expect(readConfig(bare)).toEqual(readConfig(text));
  });
});

test('every template is looked at by a test', () => {
  const files = readdirSync(new URL('../../templates', import.meta.url), { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.\w+$/.test(file),
  );
  expect(files.sort()).toEqual([
    'ISSUE_TEMPLATE/component-promotion.md',
    'ISSUE_TEMPLATE/promotion.yml',
    // test/acceptance/agents-templates.test.ts, as is Makefile
    'PLAYBOOK.md',
    'agent_engine_envs.yaml',
    // test/contract/packaging.test.ts
    'kubernetes.yaml',
    // test/core/report-read.test.ts
    'promotion-report.schema.json',
    'promotion.agents.yml',
    // test/contract/organization-template.test.ts
    'promotion.organization.yml',
    // test/contract/config-schema.test.ts
    'promotion.schema.json',
    'promotion.yml',
    // test/contract/delivery-templates.test.ts
    'workflows/deploy-agent-engine.yml',
    'workflows/deploy-kubernetes.yml',
    // test/contract/action.test.ts and test/acceptance/bot-mode.test.ts
    'workflows/promotion-bot.yml',
    // test/contract/action.test.ts
    'workflows/promotion-gates.yml',
    // test/contract/delivery-templates.test.ts
    'workflows/promotion-verify.yml',
    // test/contract/action.test.ts
    'workflows/pull-request.yml',
  ]);
});
