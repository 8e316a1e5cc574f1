/** The bot dies at every call it makes, before GitHub has it and before the answer comes; started again, it brings the world to the same end. */
import { expect, test } from '@jest/globals';
import type { Fault } from '../../src/sandbox/index.ts';
import type { Story } from '../harness/story.ts';
import { endOf, keepTaleLaws, TALES, tell } from '../harness/tales.ts';

/** The call of this number (from 0) meets the fault; nothing that follows it leaves the dying process. */
function diesAt(s: Story, n: number, answer: Fault['answer']): void {
  s.world.faults.push({ match: (request) => s.world.requests.indexOf(request) === n, answer });
  for (let i = 0; i < 30; i += 1)
    s.world.faults.push({ match: (request) => s.world.requests.indexOf(request) > n, answer: 'drop request' });
}

test.each(Object.entries(TALES))('%s: a crash at any call', async (_title, tale) => {
  const sound = await tell(tale);
  const end = endOf(sound);
  for (const answer of ['drop request', 'drop answer'] as const)
    for (const n of sound.requests().keys()) {
      let crashes = 0;
      const s = await tell(
        tale,
        (beginning) => diesAt(beginning, n, answer),
        (dead) => {
          crashes += 1;
          dead.world.faults.length = 0;
          dead.restarts();
        },
      );
      expect({ n, answer, crashes, end: endOf(s) }).toEqual({ n, answer, crashes: 1, end });
      await keepTaleLaws(s);
    }
});
