/** Two clocks that never let a test wait. */

export const START = Date.parse('2026-11-20T10:00:00Z');

export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly slept: number[];
}

/** Every sleep is over at once and moves the time. */
export function hastyClock(): Clock {
  let time = START;
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
    time += ms;
  };
  return { now: () => time, sleep, slept };
}

/** Sleepers sleep until `advance` passes their time; `sleepers(n)` resolves when that many sleep. */
export function slowClock() {
  let time = START;
  let asleep: { readonly due: number; readonly wake: () => void }[] = [];
  let awaited: { readonly count: number; readonly met: () => void } | undefined;
  const tell = () => {
    if (awaited && asleep.length >= awaited.count) awaited.met();
  };
  return {
    now: () => time,
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        asleep.push({ due: time + ms, wake });
        tell();
      }),
    sleepers: (count: number) =>
      new Promise<void>((met) => {
        awaited = { count, met };
        tell();
      }),
    advance: (ms: number) => {
      time += ms;
      const due = asleep.filter((sleeper) => sleeper.due <= time);
      asleep = asleep.filter((sleeper) => sleeper.due > time);
      for (const sleeper of due) sleeper.wake();
    },
    stillAsleep: () => asleep.length,
  };
}
