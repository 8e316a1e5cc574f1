/** Where the commands of a page are run, one after the other: a clone beside a project, a GitHub in memory, and what a server has kept. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { publicHalf } from '../../src/app/notary.ts';
import { main } from '../../src/cli.ts';
import { type Listening, listen } from '../../src/sandbox/index.ts';
import { inTransaction } from '../../src/store/database.ts';
import { fillRecords } from '../../src/store/index/write.ts';
import { openDatabase } from '../../src/store/open.ts';
import { putEmptyDatabase } from '../harness/databases.ts';
import { CONFIG, REPO, SECRETS, Story } from '../harness/story.ts';
import { ARRIVED, person, record } from '../store/records.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The rules of the stories, with the subject of templates/promotion.yml. */
const RULES = `${CONFIG}  my-component: { kind: component }\n`;
const REPORTS = 'test/fixtures/reports';
/** What a newcomer, an operator and an auditor have at hand; the values are the files. */
const files = (): Readonly<Record<string, string>> => ({
  '.github/promotion.yml': RULES,
  '.github/promotion-bot.pub.pem': publicHalf(SECRETS.ledgerKey),
  '../.github/.github/promotion.yml': readFileSync('templates/promotion.organization.yml', 'utf8'),
  'MATURITY.md': '| Component | Stage | Version |\n| --- | --- | --- |\n| my-component | staging | v1.4.0 |\n',
  '.env': `PRIVATE_KEY="${oneLine(SECRETS.privateKey)}"\nWEBHOOK_SECRET=${'x'.repeat(32)}\nLEDGER_KEY="${oneLine(SECRETS.ledgerKey)}"\n`,
});
const oneLine = (pem: string): string => pem.trimEnd().replaceAll('\n', '\\n');

/** The folder of a page, and what may be typed there. */
export class PageWorld {
  readonly #home = mkdtempSync(join(tmpdir(), 'promotion-bot-page-'));
  readonly #clone = join(this.#home, 'promotion-bot');
  readonly #s = new Story({ config: RULES });
  #github: Listening | undefined;

  /** Lays everything out. Promotion 7 waits for its second approval. */
  async opens(): Promise<void> {
    for (const folder of ['templates', 'docs']) cpSync(folder, join(this.#clone, folder), { recursive: true });
    for (const file of ['package.json', 'LICENSE', 'README.md']) cpSync(file, join(this.#clone, file));
    for (const [path, text] of Object.entries(files())) this.#puts(path, text);
    cpSync(`${REPORTS}/junit/pytest9.pass.xml`, join(this.#clone, 'reports/junit-unit.xml'));
    cpSync(`${REPORTS}/coveragepy-json/line.json`, join(this.#clone, 'reports/coverage.json'));
    cpSync('templates/agent_engine_envs.yaml', join(this.#clone, 'config/agent_engine_envs.yaml'));
    mkdirSync(join(this.#home, 'shop'));
    await this.shell(
      'git init --quiet ../shop && git -C ../shop config user.email alice@example.com && git -C ../shop config user.name alice',
    );
    for (let n = 1; n < 7; n += 1) this.#s.world.as('alice').opens(REPO, { title: `Something else ${n}`, body: '', labels: [] });
    const issue = await this.#s.opens('alice');
    await this.#s.says('bob', issue, '/approve');
    this.#github = await listen(this.#s.world, { port: 0, hookUrl: () => undefined });
  }

  #puts(path: string, text: string): void {
    mkdirSync(dirname(join(this.#clone, path)), { recursive: true });
    writeFileSync(join(this.#clone, path), text);
  }

  /** Lays out what a server has kept, too: one version that runs somewhere, one that is asked for. */
  async keeps(): Promise<void> {
    const folder = join(this.#clone, 'data');
    await putEmptyDatabase(folder);
    const database = await openDatabase({ folder });
    const [alice, bob] = [person(1, 'alice'), person(2, 'bob')];
    const subject = 'agent_orchestration';
    await inTransaction(database.pool, (client) =>
      fillRecords(client, [
        record({ number: 5, at: 0, subject, by: alice, approver: bob, to: 'production', deeds: ARRIVED }),
        record({ number: 7, at: 60, subject, by: alice }),
      ]),
    );
    await database.close();
  }

  /** A line of a shell, in the clone. */
  shell(line: string): Promise<Ran> {
    const env = { PATH: process.env['PATH'], HOME: this.#home, npm_config_ignore_scripts: 'true', npm_config_offline: 'true' };
    return new Promise((done) => {
      execFile('/bin/sh', ['-c', line], { cwd: this.#clone, env }, (error, out, err) =>
        done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
      );
    });
  }

  /** `promotion-bot` with these words, as carol, in the clone; what it prints goes into the file, if there is one. */
  async bot(words: readonly string[], file?: string): Promise<Ran> {
    const texts = { out: '', err: '' };
    const keep = (name: 'out' | 'err') => ({
      write: (text: string) => {
        texts[name] += text;
      },
    });
    const { host } = new URL(this.#github?.url ?? 'http://nowhere');
    const env = { GH_TOKEN: 'ghp_carol', GHE_HOST: host, GHE_PROTOCOL: 'http', APP_ID: String(this.#s.world.app.id) };
    const io = {
      stdout: keep('out'),
      stderr: keep('err'),
      stdin: Readable.from([]),
      env,
      cwd: this.#clone,
      stop: new AbortController().signal,
    };
    const code = await main(words, io);
    if (file !== undefined) this.#puts(file, texts.out);
    return { code, ...texts };
  }

  async closes(): Promise<void> {
    await this.#github?.close();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
