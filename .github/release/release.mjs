/**
 * The steps of a release, called by `.github/workflows/release.yml` one after the other. Each may be called again after it, or one behind it,
 * has failed: what is there already and right is left alone, and what is there and wrong is refused.
 *
 *     node .github/release/release.mjs prepare minor     writes version, changelog and bundle, commits and tags; nothing leaves the machine
 *     node .github/release/release.mjs push v1.2.0 main  brings that commit and its tag to the branch, both or neither
 *     node .github/release/release.mjs check v1.2.0 main says whether what is checked out is that release, and writes its notes
 *     node .github/release/release.mjs move v1.2.0       lets the tag of the major version follow
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sectionIn, sectionOf, withSection } from './changelog.mjs';
import { commitOf, commitsIn, git, remoteTag, tagsAt, tagsBefore } from './git.mjs';
import { compare, isCandidate, movingTag, newest, raised, tagOf, versionOf } from './version.mjs';

/** A reason not to go on, for the person who reads the log. */
class Refused extends Error {}

const textOf = (path) => readFileSync(path, 'utf8');
const say = (text) => process.stdout.write(`${text}\n`);
const short = (sha) => sha.slice(0, 7);

/** Hands a value to later steps. */
function give(name, value) {
  say(`${name}=${value}`);
  if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `${name}=${value}\n`);
}

const TEMPLATES = 'templates';
/** All that the commit of a release may touch. */
const OWN = /^(CHANGELOG\.md|package(-lock)?\.json|src\/github\/version\.ts|action\/dist\/[\w-]+\.js(on)?|templates\/[\w/-]+\.ya?ml)$/;

/** Writes the version wherever it stands. */
function writeVersion(before, version) {
  const change = (path, from, to) => writeFileSync(path, textOf(path).replaceAll(from, to));
  change('package.json', /^( {2}"version": ")[^"]+/gm, `$1${version}`);
  // Its first two versions are ours: that of the file, and that of the package without a path.
  let left = 2;
  change('package-lock.json', /^( {2,6}"version": ")[^"]+/gm, (all, head) => (left-- > 0 ? `${head}${version}` : all));
  change('src/github/version.ts', /^(export const VERSION = ')[^']+/gm, `$1${version}`);
  for (const path of readdirSync(TEMPLATES, { recursive: true }).filter((name) => /\.ya?ml$/.test(name)))
    change(
      join(TEMPLATES, path),
      new RegExp(`(promotion-bot(?:/action@v|:))${before.replaceAll('.', '\\.')}(?![\\w.-])`, 'g'),
      `$1${version}`,
    );
}

function refuseTaken(tag) {
  const taken = commitOf(`refs/tags/${tag}`);
  if (taken !== undefined)
    throw new Refused(
      `The tag ${tag} is there already, at ${short(taken)}, which this branch does not contain. A tag of a release is never moved: ask for another step, or find out who made it.`,
    );
}

function prepare(bump) {
  if (git('status', '--porcelain', '--untracked-files=no') !== '')
    throw new Refused('Files differ from the last commit. Begin with a clean checkout.');
  const { version: current } = JSON.parse(textOf('package.json'));
  const last = newest(tagsBefore('HEAD'));
  if (last !== undefined && tagsAt(commitOf('HEAD')).includes(tagOf(last))) {
    say(`Nothing has changed since ${tagOf(last)}. What is missing of that release is made up for.`);
    return giveRelease(last, false);
  }
  const version = last === undefined ? current : raised(current, bump);
  refuseTaken(tagOf(version));
  const commits = commitsIn(last === undefined ? 'HEAD' : `${tagOf(last)}..HEAD`);
  const date = new Date().toISOString().slice(0, 10);
  writeVersion(current, version);
  const before = existsSync('CHANGELOG.md') ? textOf('CHANGELOG.md') : '';
  writeFileSync('CHANGELOG.md', withSection(before, sectionOf({ version, date, commits })));
  execFileSync('npm', ['run', '-s', 'build:action'], { stdio: 'inherit' });
  const who = ['-c', 'user.name=github-actions[bot]', '-c', 'user.email=41898282+github-actions[bot]@users.noreply.github.com'];
  git('add', '--', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'src/github/version.ts', 'action/dist', TEMPLATES);
  git(...who, 'commit', '--quiet', '-m', `Release ${version}`);
  git(...who, 'tag', '-a', '-m', `Release ${version}`, tagOf(version));
  say(`${tagOf(version)} is made of ${commits.length} commits since ${last === undefined ? 'the beginning' : tagOf(last)}.`);
  giveRelease(version, true);
}

function giveRelease(version, isNew) {
  give('tag', tagOf(version));
  give('new', isNew);
}

/** The commit of a tag of ours that is here. */
function commitFor(tag) {
  if (versionOf(tag) === undefined)
    throw new Refused(`${JSON.stringify(tag)} is no tag of a release. Those are like v1.2.3 or v1.2.3-rc.0.`);
  const sha = commitOf(`refs/tags/${tag}`);
  if (sha === undefined) throw new Refused(`There is no tag ${tag} here. Fetch it, or begin with "prepare".`);
  return sha;
}

function push(tag, branch) {
  const sha = commitFor(tag);
  const there = remoteTag('origin', tag);
  if (there === sha) return say(`${tag} is there already, at ${short(sha)}.`);
  if (there !== undefined)
    throw new Refused(`${tag} is at ${short(there)} already and would be at ${short(sha)}. A tag of a release is never moved.`);
  if (commitOf(`${sha}^`) !== commitOf(`refs/remotes/origin/${branch}`))
    throw new Refused(`${branch} has gone on since ${tag} was prepared. Start the release again from the beginning.`);
  const strange = git('diff', '--name-only', `${sha}^`, sha)
    .split('\n')
    .filter((path) => !OWN.test(path));
  if (strange.length > 0) throw new Refused(`The commit of ${tag} changes ${strange.join(', ')}, which no release has to.`);
  git('push', '--quiet', '--atomic', 'origin', `${sha}:refs/heads/${branch}`, `refs/tags/${tag}:refs/tags/${tag}`);
  say(`${tag} and ${branch} are at ${short(sha)}.`);
}

function check(tag, branch) {
  const sha = commitFor(tag);
  const version = versionOf(tag);
  if (commitOf('HEAD') !== sha) throw new Refused(`${tag} is at ${short(sha)}, and ${short(commitOf('HEAD'))} is checked out.`);
  if (git('rev-list', '--count', sha, `^refs/remotes/origin/${branch}`) !== '0')
    throw new Refused(`${tag} is no part of ${branch}. Only what was merged is released.`);
  const lock = JSON.parse(textOf('package-lock.json'));
  const written = [JSON.parse(textOf('package.json')).version, lock.version, lock.packages[''].version];
  if (written.some((one) => one !== version) || !textOf('src/github/version.ts').includes(`'${version}'`))
    throw new Refused(`${tag} does not say everywhere that it is ${version}. A release is made by release.yml, not by setting a tag.`);
  const notes = sectionIn(textOf('CHANGELOG.md'), version);
  if (notes === undefined) throw new Refused(`CHANGELOG.md says nothing of ${version}.`);
  writeFileSync('notes.md', notes);
  give('version', version);
  give('candidate', isCandidate(version));
}

function move(tag) {
  const sha = commitFor(tag);
  const version = versionOf(tag);
  if (remoteTag('origin', tag) !== sha) throw new Refused(`${tag} is not at ${short(sha)} where people get it. Nothing was moved.`);
  if (isCandidate(version)) return say(`${tag} is a candidate: people who follow ${movingTag(version)} stay where they are.`);
  const moving = movingTag(version);
  const now = remoteTag('origin', moving);
  if (now === sha) return say(`${moving} is at ${tag} already.`);
  const holder = now === undefined ? undefined : newest(tagsAt(now));
  if (now !== undefined && holder === undefined)
    throw new Refused(
      `${moving} is at ${short(now)}, which is no release. Somebody else has moved it: find out who, delete it, and run this again.`,
    );
  if (holder !== undefined && compare(holder, version) > 0) return say(`${moving} stays at ${tagOf(holder)}, which is newer than ${tag}.`);
  // Only from where it was seen: two releases at once do not undo each other.
  git('push', '--quiet', `--force-with-lease=refs/tags/${moving}:${now ?? ''}`, 'origin', `${sha}:refs/tags/${moving}`);
  say(`${moving} is at ${tag} now.`);
}

const STEPS = { prepare, push, check, move };

function main([step = '', ...words]) {
  if (!Object.hasOwn(STEPS, step) || words.length !== STEPS[step].length)
    throw new Refused(`Say one of: prepare STEP, push TAG BRANCH, check TAG BRANCH, move TAG.`);
  STEPS[step](...words);
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  try {
    main(process.argv.slice(2));
  } catch (error) {
    // What a program called by this one has said stands above.
    process.stderr.write(`${error instanceof Refused ? error.message : (error.stderr ?? error.message)}\n`);
    process.exitCode = 1;
  }
