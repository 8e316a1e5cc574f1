/** Commits in groups: what arrives while one transaction is under way shares the next, so that a commit's wait for the disk is paid once. */

export interface GroupWork<T, R> {
  /** The most that go into one group. */
  readonly size: number;
  /** All or nothing; one result for each, in their order. */
  readonly carryOut: (group: readonly T[]) => Promise<readonly R[]>;
  /** Whether one member may be to blame: then each is tried alone. */
  readonly isOfOne: (error: unknown) => boolean;
}

interface Member<T, R> {
  readonly value: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export class Groups<T, R> {
  readonly #work: GroupWork<T, R>;
  readonly #waiting: Member<T, R>[] = [];
  #running = false;

  constructor(work: GroupWork<T, R>) {
    this.#work = work;
  }

  /** Resolves when the group it went with is carried out; rejects when it itself cannot be. */
  add(value: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ value, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) await this.#carryOut(this.#waiting.splice(0, this.#work.size));
    this.#running = false;
  }

  async #carryOut(group: readonly Member<T, R>[]): Promise<void> {
    try {
      const results = await this.#work.carryOut(group.map(({ value }) => value));
      for (const [at, { resolve }] of group.entries()) resolve(results[at] as R);
    } catch (error) {
      // One that cannot be written must not take the others with it.
      if (group.length > 1 && this.#work.isOfOne(error)) for (const member of group) await this.#carryOut([member]);
      else for (const { reject } of group) reject(error);
    }
  }
}
