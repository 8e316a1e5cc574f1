import { say } from './finding.ts';
import type { Kind } from './kind.ts';
import { flag, listOf, oneOf, optional, options, words } from './values.ts';

export interface HumanOptions {
  readonly human: string;
  readonly by: readonly string[];
  readonly self?: boolean | undefined;
  readonly evidence?: 'link' | undefined;
}

/** Nothing is measured: who signed is known to the promotion, and counted in `signed.ts`. */
export const human: Kind<HumanOptions> = {
  kind: 'human',
  title: 'A person of a role gives their word',
  options: () => options({ human: words(), by: listOf(words(100)), self: optional(flag), evidence: optional(oneOf(['link'])) }),
  ages: true,
  signers: ({ human: text, by, self = false, evidence }) => ({ text, by, self, evidence: evidence !== undefined }),
  needs: () => [],
  judge: ({ by }) => say('pending', `not signed; whoever holds ${by.join(' or ')} may`),
};
