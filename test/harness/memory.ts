/** Memory that is really held: what the collector would give back says more about the machine than about the code. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const collect: () => void = runInNewContext('gc');

/** Bytes in use by objects and buffers of this process, garbage aside. */
export function inUse(): number {
  collect();
  // Buffers are given back beside the program; the next collection waits for that.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
