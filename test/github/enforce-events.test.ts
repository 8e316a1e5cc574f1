/** Deployments and jobs that webhooks tell of: whose they are, and where the answer goes. */
import { expect, test } from '@jest/globals';
import { translate } from '../../src/github/events.ts';

const API = 'https://api.github.com/repos/acme/shop';
const repository = { id: 800, name: 'shop', owner: { login: 'acme' }, url: API };
const [OURS, OTHERS] = [9, 42];
const SHA = 'a'.repeat(40);

const status = (creator: number, payload: unknown, sender = OTHERS) => ({
  action: 'created',
  installation: { id: 5 },
  repository,
  sender: { id: sender },
  deployment_status: { state: 'success', created_at: '2026-11-20T10:00:00Z' },
  deployment: { id: 7, sha: SHA, environment: 'staging', payload, creator: { id: creator, login: 'who' } },
});
const told = { key: 'b'.repeat(32), promotion: '12' };
const look = { kind: 'trigger', trigger: { ref: { owner: 'acme', repo: 'shop', number: 12 } } };
const ask = { kind: 'drift', ask: { environment: 'staging', sha: SHA, by: { id: OTHERS }, deployment: 7 } };

test.each([
  ['one that we made', OURS, told, OURS, look],
  ['one that we made, with its payload as text', OURS, JSON.stringify(told), OURS, look],
  ['one of others that bears what we write into ours', OTHERS, told, OURS, ask],
  ['one of others', OTHERS, {}, OURS, ask],
  ['one that may be ours, while our account is not known', OTHERS, told, undefined, { ...ask, look }],
])('a deployment that has succeeded, %s', (_what, creator, payload, self, expected) => {
  const found = translate('deployment_status', status(creator, payload), self);
  expect(found).toMatchObject(expected);
  expect('look' in found).toBe('look' in expected);
});

test('what we say of deployments ourselves asks for nothing', () => {
  expect(translate('deployment_status', status(OURS, told, OURS), OURS)).toMatchObject({ kind: 'ignored' });
});

const rule = (address: string) => ({
  action: 'requested',
  installation: { id: 5 },
  repository,
  environment: 'staging',
  deployment: { sha: SHA },
  deployment_callback_url: address,
});

test('attack 69: the answer goes to the repository of the payload, on the host of its API, and nowhere else', () => {
  const place = '/actions/runs/77/deployment_protection_rule';
  expect(translate('deployment_protection_rule', rule(`${API}${place}`), OURS)).toMatchObject({
    kind: 'protection',
    ask: { run: 77, sha: SHA },
  });
  for (const other of [
    `https://evil.example/repos/acme/shop${place}`,
    `https://api.github.com/repos/acme/other${place}`,
    `https://api.github.com.evil.example/repos/acme/shop${place}`,
    `${API}/actions/runs/77/deployment_protection_rule?to=evil`,
    'no address',
  ])
    expect(translate('deployment_protection_rule', rule(other), OURS)).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining('deployment_callback_url'),
    });
});
