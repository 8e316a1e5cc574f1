/** Attack 83: what the command line is given, and what it is shown. */
import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../src/cli/index.ts';
import { issueAt } from '../../src/cli/person.ts';
import { people } from '../acceptance/person-world.ts';
import { REPO } from '../harness/story.ts';

describe('attack 83: an address is that of one host only', () => {
  const WEB = 'https://github.com';
  // Falls without: src/cli/person.ts, the origin, the user's name and the path in issueAt
  test.each([
    'https://github.com@evil.com/acme/shop/issues/7',
    'https://github.com:x@evil.com/acme/shop/issues/7',
    'https://mallory@github.com/acme/shop/issues/7',
    'https://:pw@github.com/acme/shop/issues/7',
    'https://github.com.evil.com/acme/shop/issues/7',
    'https://github.com./acme/shop/issues/7',
    'https://evil.com/github.com/acme/shop/issues/7',
    'https://evil.com\\@github.com/acme/shop/issues/7',
    'https://evil.com/https://github.com/acme/shop/issues/7',
    'https://github.com:444/acme/shop/issues/7',
    'http://github.com/acme/shop/issues/7',
    'ftp://github.com/acme/shop/issues/7',
    'https://g\u0456thub.com/acme/shop/issues/7',
    'https://github.com/acme/shop/issues/7/../../../evil/shop/pulls/7',
    'https://github.com/acme/../issues/7',
    'https://github.com/acme/shop%2f..%2fx/issues/7',
    'https://github.com/acme/shop/issues/0',
    'https://github.com/acme/shop/issues/7x',
    '//github.com/acme/shop/issues/7',
  ])('attack 83: %s is not taken', (address) => {
    expect(issueAt(address, WEB)).toBeUndefined();
  });

  test('attack 83: the address of an issue is, also with the comment that was linked', () => {
    const ref = { owner: 'acme', repo: 'shop', number: 7 };
    expect(issueAt('https://github.com/acme/shop/issues/7', WEB)).toEqual(ref);
    expect(issueAt('https://github.com/acme/shop/issues/7/#issuecomment-12', WEB)).toEqual(ref);
  });

  test('attack 83: a foreign address sends nothing anywhere', async () => {
    await people(async ({ s, web, as }) => {
      const evil = `${web.replace('127.0.0.1', '127.0.0.1@evil.example')}/${REPO}/issues/1`;
      for (const name of ['approve', 'reject', 'why'])
        expect(await as('bob', [name, evil])).toMatchObject({
          code: 64,
          out: '',
          err: expect.stringContaining('names no issue on 127.0.0.1'),
        });
      expect(s.world.requests).toEqual([]);
    });
  });
});

describe('attack 83: tokens', () => {
  test('attack 83: no command takes a token or a password as an argument', () => {
    const flags = COMMANDS.flatMap(({ options, arguments: args }) => [
      ...options.map((option) => option.flags),
      ...args.map(({ syntax }) => syntax),
    ]);
    expect(flags.filter((text) => /token|password|secret/i.test(text))).toEqual([]);
  });

  // Falls without: src/cli/speak.ts and src/cli/open.ts, the redactor
  test.each([
    ['approve', [`${REPO}#1`, `ghp_${'a'.repeat(36)}`]],
    ['reject', [`${REPO}#1`, `use github_pat_${'a'.repeat(22)}_${'b'.repeat(59)}`]],
    ['open', ['--repo', REPO, '--subject', 'bob', '--to', 'staging', '--notes', `ghp_${'a'.repeat(36)}`]],
  ])('attack 83: %s publishes no token that was pasted by mistake', async (name, argv) => {
    await people(async ({ s, as }) => {
      const issue = await s.opens('alice');
      const before = issue.comments.length;
      const { code, err, out } = await as('bob', [name, ...argv]);
      expect([code, issue.comments.length, s.issues().length]).toEqual([64, before, 1]);
      expect(err).toContain('looks like a token');
      expect(err + out).not.toMatch(/aaaa/);
    });
  });
});

describe('attack 83: signs that nobody sees', () => {
  // Falls without: src/cli/speak.ts, HIDDEN
  test.each([
    ['a line break, for a second command', 'fine\n/promote'],
    ['an escape sequence', '\u001b]0;owned\u0007'],
    ['a carriage return', 'fine\r/approve'],
    ['text that runs backwards', 'fine \u202eevorppa'],
    ['a zero width space', 'fi\u200bne'],
  ])('attack 83: %s is refused', async (_what, words) => {
    await people(async ({ s, as }) => {
      const issue = await s.opens('alice');
      const before = issue.comments.length;
      expect(await as('bob', ['approve', `${REPO}#1`, words])).toMatchObject({
        code: 64,
        err: expect.stringContaining('control characters'),
      });
      expect(issue.comments).toHaveLength(before);
    });
  });

  // Falls without: src/core/views/bare.ts, plain
  test('attack 83: what strangers wrote into an issue does not reach the terminal', async () => {
    await people(async ({ s, as }) => {
      await s.opens('alice', { subject: 'agent@mallory\u001b[2J\u202e\u009b31m_x', to: 'staging' });
      const { out } = await as('bob', ['why', `${REPO}#1`]);
      expect(out).toContain('What to mend');
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  });
});
