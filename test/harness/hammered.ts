/**
 * A server to be killed: takes deliveries over HTTP and looks at issues, and writes down when a look begins and ends.
 * Arguments: the store as JSON (`{ url?, folder }`), the file to write to.
 */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { purseOf } from '../../src/store/budget.ts';
import { storeInbox } from '../../src/store/inbox.ts';
import { openDatabase } from '../../src/store/open.ts';
import { startWorker } from '../../src/store/worker.ts';
import { QUIET } from './stage.ts';

const [, , where = '', file = ''] = process.argv;
const database = await openDatabase(JSON.parse(where));
const inbox = storeInbox(database.pool);
let looks = 0;

/** Whole lines, in the order of the writes of all processes. */
const write = (line: object): void => appendFileSync(file, `${JSON.stringify({ ...line, pid: process.pid })}\n`);

await startWorker({
  database,
  concurrency: 8,
  // Nobody writes to GitHub here, so nothing has to wait.
  purse: purseOf(database.pool, Date.now, { perMinute: 1e9, perHour: 1e9 }),
  log: { info: () => {}, warn: () => {}, error: () => {} },
  lost: () => process.exit(70),
  look: async (_, { lease: { ref }, trigger }) => {
    looks += 1;
    const look = `${process.pid}-${looks}`;
    write({ kind: 'begins', look, number: ref.number, version: Number(trigger.hint?.title ?? 0) });
    await later(5 + Math.random() * 20);
    write({ kind: 'ends', look });
    return QUIET;
  },
});

const server = createServer((request, response) => {
  let body = '';
  request.on('data', (part) => {
    body += String(part);
  });
  request.on('end', () => {
    const { delivery, number, version } = JSON.parse(body);
    const hint = { body: '', title: String(version), labels: [], author: 'alice' };
    const trigger = { ref: { owner: 'acme', repo: 'shop', number }, hint };
    inbox.accept({ delivery, webhook: 'issues.edited', installation: 5, repository: 77, trigger }).then(
      () => response.writeHead(202).end(),
      () => response.writeHead(500).end(),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : ''}\n`);
});
