/** An import that was wrong: who takes it back, and what is imported then. */
import { describe, expect, test } from '@jest/globals';
import { headline, kinds, readsAll } from '../harness/deliveries.ts';
import { FILES, first, imports, maturity, statusesOf } from '../harness/import.ts';
import { promotionOf } from '../harness/laws.ts';
import { story } from '../harness/tell.ts';

const CONTEXT = 'promotion/staging/agent_orchestration';

describe('a wrong import', () => {
  test('is taken back with /cancel by whoever may approve there; what stood on the commit stands no more', async () => {
    await story(async (s) => {
      await imports(s, { files: FILES, write: true });
      const issue = first(s);
      readsAll(s);
      await s.says('eve', issue, '/cancel I do not like it');
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      await s.says('carol', issue, '/cancel it was 1.3.2 that ran there');
      expect(promotionOf(s, issue)).toMatchObject({ status: 'CANCELLED', by: { login: 'carol' } });
      expect(headline(s, issue)).toBe('## ⚪ Import taken back: `agent_orchestration` v1.4.0 to staging');
      expect(s.labels(issue)).toContain('status:cancelled');
      expect(statusesOf(s, issue)).toEqual([
        `${CONTEXT} success: v1.4.0 imported, approved by nobody, by #1`,
        `${CONTEXT} error: v1.4.0 no longer imported, by #1`,
      ]);
      const next = await s.opens('alice', { to: 'production', from: '' });
      expect(s.panel(next)).toContain('has not been promoted to `staging`');
      readsAll(s);
    });
  });

  test('and then what is right is imported', async () => {
    await story(async (s) => {
      await imports(s, { files: FILES, write: true });
      await s.says('carol', first(s), '/cancel it was another');
      expect(await imports(s, { files: FILES, write: true })).toMatchObject({ code: 0, out: expect.stringContaining('acme/shop#2') });
      expect(kinds(s, s.issues()[1] ?? first(s))).toEqual(['imported']);
      readsAll(s);
    });
  });

  test('of an environment that nobody approves: by anybody with a role', async () => {
    await story(async (s) => {
      await imports(s, { files: maturity('v1.4.0', 'dev'), write: true });
      const issue = first(s);
      readsAll(s);
      await s.says('eve', issue, '/cancel it was another');
      expect(promotionOf(s, issue)?.status).toBe('PROMOTED');
      await s.says('dave', issue, '/cancel it was another');
      expect(promotionOf(s, issue)?.status).toBe('CANCELLED');
      readsAll(s);
    });
  });
});
