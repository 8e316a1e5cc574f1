/** What the table of commands does not say, for docs/commands.md: an example, which a test runs, and what each exit code stands for. */

/** The words of one command. */
export interface CommandWords {
  /** Lines of a shell, in the order in which somebody would type them. */
  readonly example: readonly string[];
  /** What 0, 1 and 2 stand for; 64 is the same for all. */
  readonly codes: Readonly<Partial<Record<0 | 1 | 2, string>>>;
  /** What there is to know beside the options, as Markdown. */
  readonly more?: string;
}

const TOKEN = 'Acts as you, with the token in `GH_TOKEN` or `GITHUB_TOKEN`.';
const STORE = 'Reads the database of the server: `DATABASE_URL`, or the folder `DATA_DIR`, which the server must not have open.';
const NO_STORE = 'there is no database, or it cannot be opened';

/** By the name of the command. */
export const COMMAND_WORDS: Readonly<Record<string, CommandWords>> = {
  setup: {
    example: ['promotion-bot setup --key-only', 'promotion-bot setup --webhook-url https://bot.example.com --org acme'],
    codes: {
      0: 'everything is there',
      1: 'something that is set would not fit a new App',
      2: 'it was stopped before the App was registered',
    },
    more: 'Needs a browser on the same machine for the App. Nothing that is set already is overwritten.',
  },
  start: {
    example: ['promotion-bot start'],
    codes: {
      0: 'it was stopped, and has finished what was under way',
      1: 'it could not start, lost its store, or could not finish in time',
    },
    more: 'Reads its [settings](operations.md#settings) from the environment and from `.env`.',
  },
  sandbox: {
    example: ['promotion-bot sandbox --play', 'promotion-bot sandbox'],
    codes: { 0: 'it was stopped, or the play has ended', 2: 'optional packages are not installed' },
  },
  open: {
    example: ['promotion-bot open --repo acme/shop --subject agent_orchestration --version v1.4.0 --to staging --dry-run'],
    codes: {
      0: 'the issue is open (its address is printed)',
      1: 'the rules there do not allow what was asked for',
      2: 'GitHub or the rules could not be read',
    },
    more: TOKEN,
  },
  why: {
    example: ['promotion-bot why acme/shop#7'],
    codes: {
      0: 'it has arrived, or gets there without anybody doing anything',
      1: 'somebody has to do something, it ended otherwise, or it is no promotion',
      2: 'it cannot be said: no public key proves the audit trail, or the token does not show a team',
    },
    more: `${TOKEN} It only reads.`,
  },
  approve: {
    example: ['promotion-bot approve acme/shop#7 load test looks good'],
    codes: {
      0: 'the comment is written; whether it counts, the bot says on the issue',
      1: 'there is nothing to decide there',
      2: 'GitHub did not take it',
    },
    more: TOKEN,
  },
  reject: {
    example: ['promotion-bot reject acme/shop#7 the load test is still red --dry-run'],
    codes: {
      0: 'the comment is written; whether it counts, the bot says on the issue',
      1: 'there is nothing to decide there',
      2: 'GitHub did not take it',
    },
    more: TOKEN,
  },
  list: {
    example: ['promotion-bot list --status AWAITING_APPROVAL', 'promotion-bot list --person bob --since 2026-11-01 --json'],
    codes: { 0: 'here they are, if any', 2: NO_STORE },
    more: STORE,
  },
  status: {
    example: ['promotion-bot status', 'promotion-bot status agent_orchestration --environment production'],
    codes: { 0: 'here it is', 1: 'nothing of the subject runs there', 2: NO_STORE },
    more: STORE,
  },
  inbox: {
    example: ['promotion-bot inbox', 'promotion-bot inbox acme/shop#7 --replay'],
    codes: { 0: 'nothing was given up', 1: 'something was given up', 2: NO_STORE },
    more: STORE,
  },
  rebuild: {
    example: ['promotion-bot rebuild'],
    codes: { 0: 'everything was read', 1: 'settings are missing or wrong', 2: 'it was stopped, or not all could be read: start it again' },
    more: 'Needs the settings of the server, and asks GitHub once for each promotion.',
  },
  import: {
    example: [
      'promotion-bot import MATURITY.md --repo acme/shop',
      'promotion-bot import MATURITY.md --repo acme/shop --operator "Ada Lovelace" --write',
    ],
    codes: {
      0: 'everything is, or would be, recorded',
      1: 'something is left out',
      2: 'it cannot be told: no settings, no rules, or GitHub does not answer',
    },
    more: 'Needs the settings of the server, or in a workflow `GITHUB_TOKEN` and `LEDGER_KEY`. [What it reads](importing.md).',
  },
  site: {
    example: ['promotion-bot site --out pages --repository acme/shop', 'promotion-bot site --out pages --from-github acme/shop'],
    codes: { 0: 'the pages are written', 2: 'there is nothing to show, the folder holds something else, or GitHub could not be read' },
    more: `${STORE} With \`--from-github\` it reads the issues instead, as you.`,
  },
  'config check': {
    example: ['promotion-bot config check .github/promotion.yml'],
    codes: { 0: 'the file is fine', 1: 'it has mistakes', 2: 'it cannot be read' },
  },
  'config schema': {
    example: ['promotion-bot config schema > .github/promotion.schema.json'],
    codes: { 0: 'always' },
    more: 'Then begin the settings with `# yaml-language-server: $schema=promotion.schema.json`.',
  },
  'config simulate': {
    example: ['promotion-bot config simulate .github/promotion.yml --repo acme/shop --last 20'],
    codes: { 0: 'the same would have been decided', 1: 'something otherwise', 2: 'something cannot be said' },
    more: `${TOKEN} It only reads.`,
  },
  agents: {
    example: [
      'promotion-bot agents',
      'promotion-bot agents --agent support --from-env dev --to-env stage',
      'promotion-bot agents --validate --json',
    ],
    codes: { 0: 'everything that was asked is in order', 1: 'something is wrong', 2: 'something is not set yet, which wins' },
    more: 'Reads `config/agent_engine_envs.yaml`, offline ([a map to begin with](../templates/agent_engine_envs.yaml)).',
  },
  'agents set': {
    example: ['promotion-bot agents set support stage --engine-id 1234567890123456789 --status deployed'],
    codes: { 0: 'the map says so now', 1: 'it was not changed' },
    more: 'Byte for byte. Commit it afterwards.',
  },
  gates: {
    example: ['promotion-bot gates --subject agent_orchestration --to staging'],
    codes: {
      0: 'every required gate that can be judged here is met',
      1: 'one fails',
      2: 'one has no usable evidence, or only GitHub knows it',
    },
    more: 'What only GitHub knows is pending. What people sign is listed, and not judged.',
  },
  evidence: {
    example: ["promotion-bot evidence 'reports/junit-*.xml'", 'promotion-bot evidence reports/coverage.json --min 70'],
    codes: { 0: 'it would pass', 1: 'it would fail', 2: 'it is no usable evidence' },
  },
  'audit verify': {
    example: ['promotion-bot audit verify acme/shop#7 --key .github/promotion-bot.pub.pem'],
    codes: { 0: 'the audit trail holds', 1: 'it is broken; the first entry that does not hold is named', 2: 'it cannot be said' },
    more: '[auditing.md](auditing.md) goes through it step by step.',
  },
  'audit export': {
    example: [
      'promotion-bot audit export acme/shop#7 --format json --out trail.json',
      'promotion-bot audit verify trail.json',
      'promotion-bot audit export trail.json --format csv --action approved',
    ],
    codes: {
      0: 'here it is, and it holds',
      1: 'here it is, and a trail is broken: the warning says where',
      2: 'it could not be read or written, or it cannot be said whether it holds',
    },
  },
  'keys rotate': {
    example: ['promotion-bot keys rotate'],
    codes: { 0: '`.env` has a new key, and keeps the old one', 1: 'nothing was changed' },
    more: '[operations.md](operations.md#rotating-the-ledger-key) has the steps around it.',
  },
};
