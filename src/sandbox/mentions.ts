/**
 * Issues that name another one: https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * assumed: what stands in code or in an HTML comment names nothing, each issue is named once by each other one, and its `updatedAt` stays.
 */
import type { Account, Issue } from './model.ts';
import { findRepository, nodeId, remember, type World } from './world.ts';

/** `#7`, `acme/shop#7`, and the address of an issue. */
const MENTION = /(?<![\w/&#])(?:(?:https?:\/\/[^\s/]+\/)?([\w.-]+)\/([\w.-]+?)(?:#|\/(?:issues|pull)\/)|#)(\d+)\b/g;

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`|<!--[\s\S]*?(?:-->|$)/g, ' ');

/** Notes in the timeline of each issue that a text names that it was named there. */
export function noteMentions(world: World, by: Account, source: Issue, text: string): void {
  for (const [, owner, name, number] of withoutCode(text).matchAll(MENTION)) {
    const repo = owner === undefined || name === undefined ? source.repo : findRepository(world, owner, name);
    const target = repo?.issues.find((one) => one.number === Number(number));
    if (target === undefined || target === source || target.timeline.some((one) => one.source === source)) continue;
    const id = world.nextId('event');
    const kind = 'CrossReferencedEvent';
    target.timeline.push(remember(world, { kind, id, nodeId: nodeId(kind, id), at: world.clock.now(), actor: by, issue: target, source }));
  }
}
