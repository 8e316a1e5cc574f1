/**
 * What should come of a history, told a second time and differently: no entries, no ledger, no facts; a few sets and flags. It shares nothing
 * with the core, so the two can only agree by both being right.
 */

import type { Deed, RuleName, Verb, Who } from './deeds.ts';

export type Standing = 'waiting' | 'accepted' | 'PROMOTED' | 'REJECTED' | 'CANCELLED';

/** A command that was just given. */
interface Spoken {
  readonly who: Who;
  readonly verb: Verb;
  readonly comment: Said;
}

interface Said {
  readonly who: Who;
  live: boolean;
}

/** An approval, and whether it was given as a lead. */
interface Given {
  readonly said: Said;
  readonly asLead: boolean;
}

export class Model {
  standing: Standing = 'waiting';
  readonly approvals = new Map<Who, Given>();
  rounds = 1;
  #wanted = 'v1';
  #tag = 'a';
  #rule: RuleName;
  #broken = false;
  #paused = false;
  #bobLeads = true;
  #qaReadable = true;
  #open = true;
  #terms: string;
  /** Who has edited the issue last, and the version that was last taken over. */
  #editor: Who = 'alice';
  #asked = 'v1';
  readonly #parties = new Set<Who>(['alice']);
  readonly #said: Said[] = [];

  constructor(rule: RuleName) {
    this.#rule = rule;
    this.#terms = this.#now();
  }

  /** Somebody does something, and the bot looks. */
  after(deed: Deed): void {
    const spoken = this.#happens(deed);
    if (this.#hasEnded()) return;
    if (!this.#open) this.#end('CANCELLED');
    else this.#looks(spoken);
  }

  #looks(spoken: Spoken | undefined): void {
    this.#request();
    this.#voids();
    this.#round();
    if (spoken) this.#hears(spoken);
    if (this.#hasEnded() || this.#broken || !this.#isMet()) return;
    this.standing = 'accepted';
    if (!this.#paused) this.#end('PROMOTED');
  }

  #happens(deed: Deed): Spoken | undefined {
    switch (deed.kind) {
      case 'says': {
        const comment = { who: deed.who, live: true };
        if (deed.verb === 'approve') this.#said.push(comment);
        return { who: deed.who, verb: deed.verb, comment };
      }
      case 'version':
        this.#wanted = this.#wanted === 'v1' ? 'v2' : 'v1';
        this.#editor = deed.who;
        return undefined;
      case 'notes':
        this.#editor = 'alice';
        return undefined;
      case 'spoils':
      case 'deletes': {
        const newest = this.#said.findLast(({ live }) => live);
        if (newest) newest.live = false;
        return undefined;
      }
      default:
        return this.#changes(deed.kind);
    }
  }

  #changes(kind: Exclude<Deed['kind'], 'says' | 'version'>): undefined {
    if (kind === 'role lost') this.#bobLeads = !this.#bobLeads;
    if (kind === 'role unread') this.#qaReadable = !this.#qaReadable;
    if (kind === 'rule changed') this.#rule = this.#rule === 'both' ? 'qa' : 'both';
    if (kind === 'config broken') this.#broken = !this.#broken;
    if (kind === 'tag moved') this.#tag = this.#tag === 'a' ? 'b' : 'a';
    // After an end the bot closes what somebody reopens.
    if (kind === 'closes' || kind === 'reopens') this.#open = kind === 'reopens';
    return undefined;
  }

  readonly #hasEnded = (): boolean => ['PROMOTED', 'REJECTED', 'CANCELLED'].includes(this.standing);

  #end(standing: Standing): void {
    this.standing = standing;
    this.#open = false;
  }

  #now(): string {
    return `${this.#wanted} ${this.#wanted === 'v1' ? this.#tag : 'b'} ${this.#rule}`;
  }

  #request(): void {
    if (this.#broken || this.#wanted === this.#asked) return;
    this.#asked = this.#wanted;
    this.#parties.add(this.#editor);
  }

  #voids(): void {
    for (const [who, { said, asLead }] of this.approvals) {
      // Of testers nobody loses the role here; that it cannot be read is no loss.
      const isOut = !this.#broken && asLead && !this.#leads(who);
      if (said.live && !isOut) continue;
      this.approvals.delete(who);
      this.standing = 'waiting';
    }
  }

  #round(): void {
    if (this.#broken || this.#now() === this.#terms) return;
    this.#terms = this.#now();
    this.rounds += 1;
    this.approvals.clear();
    this.standing = 'waiting';
  }

  #leads = (who: Who): boolean => who === 'alice' || who === 'frank' || (who === 'bob' && this.#bobLeads);
  #tests = (who: Who): boolean => who === 'carol' || who === 'frank';
  /** Whether somebody holds a role that the rule asks for, as far as that can be read. */
  #holds = (who: Who): boolean => (this.#rule === 'both' && this.#leads(who)) || (this.#qaReadable && this.#tests(who));

  #isMet(): boolean {
    const people = [...this.approvals.keys()];
    const testers = this.#qaReadable ? people.filter(this.#tests) : [];
    if (this.#rule === 'qa') return testers.length > 0;
    return testers.some((tester) => people.some((other) => other !== tester && this.#leads(other)));
  }

  #hears({ who, verb, comment }: Spoken): void {
    if (who === 'ci') return;
    // With broken rules nobody's role counts.
    const counts = !this.#broken && this.#holds(who);
    if (verb === 'approve' || verb === 'reject') {
      if (counts) this.#decides(who, verb, comment);
    } else if (this.#parties.has(who) || counts) {
      if (verb === 'cancel') this.#end('CANCELLED');
      else this.#paused = verb === 'hold';
    }
  }

  #decides(who: Who, verb: 'approve' | 'reject', said: Said): void {
    if (this.standing !== 'waiting' || this.#parties.has(who)) return;
    const asLead = this.#rule === 'both' && this.#leads(who);
    if (verb === 'reject') this.#end('REJECTED');
    else if (!this.approvals.has(who)) this.approvals.set(who, { said, asLead });
  }
}
