import { expect, test } from '@jest/globals';
import { cardOf } from '../../src/sandbox/projects.ts';
import { GATES_CONFIG, GREEN, reportOf, withGates } from '../harness/gates.ts';
import { story } from '../harness/tell.ts';

test('the card shows what the coverage gate measured, a share rounded down (MISSION B15)', async () => {
  const gates = GREEN.map((gate) => (gate.id === 'coverage' ? { ...gate, value: 79.999 } : gate));
  const config = GATES_CONFIG.replace('environments:', 'project: { number: 11 }\nenvironments:');
  await story(
    async (s) => {
      const fields = { Status: ['Development', 'Staging'], Coverage: 'number' } as const;
      const board = s.world.project('acme', { number: 11, title: 'Promotions', fields });
      const card = (): unknown => board.items.map(cardOf)[0];
      withGates(s.world, (run, inputs) => ({ conclusion: 'success', artifacts: [reportOf(run, inputs, gates, config)] }));
      const issue = await s.opens('alice');
      expect(card()).toEqual({ Status: 'Development', Coverage: 79.99 });
      for (const login of ['bob', 'carol']) await s.says(login, issue, '/approve');
      expect(card()).toEqual({ Status: 'Staging', Coverage: 79.99 });
      s.panel(issue);
      while (s.unread(issue).length > 0) s.reads(issue);
    },
    { config },
  );
});
