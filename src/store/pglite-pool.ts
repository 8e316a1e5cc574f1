/**
 * PGlite in the shape of a `pg.Pool`, as far as graphile-worker, kysely and our own queries use one. There is one connection: a statement waits
 * for those before it, and a transaction holds the database until it ends.
 */
import { EventEmitter } from 'node:events';
import type { PGlite, Results } from '@electric-sql/pglite';
import { escapeLiteral, type Pool } from 'pg';

type Values = readonly unknown[] | undefined;
interface Statement {
  /** Statements with one are planned once. */
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: Values;
}
/** As `pg` takes it. */
type Asked = string | Statement;
type Told = (error: Error | null, result?: Answer) => void;

interface Answer {
  readonly rows: readonly unknown[];
  readonly rowCount: number;
  readonly fields: Results['fields'];
  readonly command: string;
}

const BEGIN = /^\s*(begin|start\s+transaction)\b/i;
const END = /^\s*(commit|end|rollback(?!\s+to)|abort)\b/i;
const LISTEN = /^\s*listen\b/i;
const UNLISTEN = /^\s*unlisten\b/i;
/** As `pg` has them: int8 and numeric do not fit a number, so they stay text. */
const AS_TEXT = { 20: (value: string) => value, 1700: (value: string) => value };

const statementOf = (asked: Asked, values: Values): Statement => {
  const statement = typeof asked === 'string' ? { text: asked } : asked;
  return values === undefined ? statement : { ...statement, values };
};

/** A value in the text of a statement, which a NUL would end; undefined for what only travels beside it. */
function literalOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return escapeLiteral(String(value));
  return typeof value === 'string' && !value.includes('\0') ? escapeLiteral(value) : undefined;
}

const answerOf = ({ rows, fields, affectedRows }: Results): Answer => ({
  rows,
  rowCount: affectedRows || rows.length,
  fields,
  command: '',
});

/** Whose turn it is; first come, first served. */
class Turn {
  readonly #waiting: (() => void)[] = [];
  #taken = false;

  async take(): Promise<void> {
    if (!this.#taken) this.#taken = true;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken = false;
  }
}

class PglitePool extends EventEmitter {
  readonly options = { max: 20 };
  readonly totalCount = 1;
  readonly idleCount = 1;
  readonly waitingCount = 0;
  ended = false;
  readonly turn = new Turn();
  readonly listening = new Set<EventEmitter>();
  readonly #db: PGlite;
  readonly #prepared = new Set<string>();

  constructor(db: PGlite) {
    super();
    this.#db = db;
    db.onNotification((channel, payload) => {
      for (const client of this.listening) client.emit('notification', { channel, payload, processId: 0 });
    });
  }

  async run({ name, text, values = [] }: Statement): Promise<Answer> {
    if (values.length === 0) return this.#runText(text);
    const literals = values.map(literalOf);
    if (name !== undefined && literals.every((literal) => literal !== undefined)) {
      await this.#prepare(name, text);
      return this.#runText(`execute "${name}"(${literals.join(',')})`);
    }
    return answerOf(await this.#db.query(text, [...values], { parsers: AS_TEXT }));
  }

  /** Text and values are six steps into the database and out of it, text alone is one. */
  async #runText(text: string): Promise<Answer> {
    const results = await this.#db.exec(text, { parsers: AS_TEXT });
    const last = results.at(-1);
    return last ? answerOf(last) : { rows: [], rowCount: 0, fields: [], command: '' };
  }

  async #prepare(name: string, text: string): Promise<void> {
    if (this.#prepared.has(name)) return;
    await this.#db.exec(`prepare "${name}" as ${text}`);
    this.#prepared.add(name);
  }

  connect(told?: (error: Error | null, client?: PgliteClient, release?: () => void) => void): Promise<PgliteClient> | undefined {
    const client = new PgliteClient(this);
    this.emit('connect', client);
    if (told === undefined) return Promise.resolve(client);
    setImmediate(() => told(null, client, () => client.release()));
    return undefined;
  }

  query(asked: Asked, values?: Values | Told, told?: Told): Promise<Answer> | undefined {
    const client = new PgliteClient(this);
    const answer = client.ask(asked, typeof values === 'function' ? undefined : values).finally(() => client.release());
    return tell(answer, typeof values === 'function' ? values : told);
  }

  async end(): Promise<void> {
    this.ended = true;
  }
}

class PgliteClient extends EventEmitter {
  #inTransaction = false;
  #released = false;
  readonly #pool: PglitePool;

  constructor(pool: PglitePool) {
    super();
    this.#pool = pool;
  }

  query(asked: Asked, values?: Values | Told, told?: Told): Promise<Answer> | undefined {
    return tell(this.ask(asked, typeof values === 'function' ? undefined : values), typeof values === 'function' ? values : told);
  }

  async ask(asked: Asked, given: Values): Promise<Answer> {
    const statement = statementOf(asked, given);
    const { text } = statement;
    if (LISTEN.test(text)) this.#pool.listening.add(this);
    else if (UNLISTEN.test(text)) this.#pool.listening.delete(this);
    if (this.#inTransaction) return this.#goOn(statement);
    await this.#pool.turn.take();
    try {
      const answer = await this.#pool.run(statement);
      this.#inTransaction = BEGIN.test(text) && !isWhole(text);
      return answer;
    } finally {
      if (!this.#inTransaction) this.#pool.turn.give();
    }
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#pool.listening.delete(this);
    if (!this.#inTransaction) return;
    this.#inTransaction = false;
    const giveTurn = (): void => this.#pool.turn.give();
    void this.#pool.run({ text: 'rollback' }).then(giveTurn, giveTurn);
  }

  async #goOn(statement: Statement): Promise<Answer> {
    try {
      return await this.#pool.run(statement);
    } finally {
      if (END.test(statement.text)) {
        this.#inTransaction = false;
        this.#pool.turn.give();
      }
    }
  }
}

/** Whether further statements follow, the end of the transaction among them. */
const isWhole = (text: string): boolean => /;\s*\S/.test(text);

function tell(answer: Promise<Answer>, told: Told | undefined): Promise<Answer> | undefined {
  if (told === undefined) return answer;
  answer.then((result) => told(null, result), told);
  return undefined;
}

/** What is not used of a pool is not there, so the type promises more than that. */
export const poolOf = (db: PGlite): Pool => new PglitePool(db) as unknown as Pool;
