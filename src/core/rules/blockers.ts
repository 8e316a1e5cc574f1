import type { Request } from '../promotion.ts';
import { FIELDS } from '../request.ts';
import { mend, met, type Rule } from '../rule.ts';

const NONE = /^(n\/?a|-|keine|(none|no|nothing)( (known|open|current))?( (blockers?|blocking issues?))?)?[.!]?$/i;
const REFERENCE = /(?<![\w/])#(\d{1,9})\b/g;
/** More references than this are no list of blockers; a request has room for so many look-ups. */
const MOST = 20;

/** "List or none": an open issue named as a blocker blocks, and so does anything written that is no issue. */
export const blockers: Rule = {
  name: 'blockers',
  needs: ({ request }) => ({ issues: numbersIn(request.blockers).slice(0, MOST) }),
  judge: ({ request }, { seen }) => {
    const text = request.blockers.trim();
    if (NONE.test(text)) return met('no_blockers');
    const numbers = numbersIn(text);
    if (numbers.length === 0 || numbers.length > MOST)
      return mend({ code: 'unnamed_blocker', place: FIELDS.blockers, found: text.slice(0, 200) });
    const findings = numbers.flatMap((number) => {
      const linked = seen.issues[number];
      if (!linked) return mend({ code: 'unknown_blocker', place: FIELDS.blockers, facts: { number: String(number) } });
      return linked.open
        ? mend({ code: 'open_blocker', place: FIELDS.blockers, facts: { number: String(number), title: linked.title } })
        : [];
    });
    return findings.length > 0 ? findings : met('blockers_closed', { numbers: numbers.map((number) => `#${number}`).join(', ') });
  },
};

const numbersIn = (text: Request['blockers']): readonly number[] => [
  ...new Set([...text.matchAll(REFERENCE)].map((match) => Number(match[1]))),
];
