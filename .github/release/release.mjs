/**
 * The steps of a release, called by `.github/workflows/release.yml` one after the other. Each may be called again after it, or one behind it,
 * has failed: what is there already and right is left alone, and what is there and wrong is refused.
 *
 *     node .github/release/release.mjs prepare minor     writes version, changelog and bundle, commits and tags; nothing leaves the machine
 *     node .github/release/release.mjs push v1.2.0 main  brings that commit and its tag to the branch, both or neither
 *     node .github/release/release.mjs check v1.2.0 main says whether what is checked out is that release, and writes its notes
 *     node .github/release/release.mjs rank v1.2.0       says whether people who ask for the newest get it
 *     node .github/release/release.mjs move v1.2.0       lets the tag of the major version follow
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sectionIn } from './changelog.mjs';
import { allTags, bytesAt, changesOf, commitOf, commitsIn, filesOf, git, remoteTag, tagsAt, tagsBefore } from './git.mjs';
import { BUMPS, compare, isCandidate, movingTag, newest, raised, tagOf, versionOf } from './version.mjs';
import { BUNDLE, versioned, writtenBy } from './written.mjs';

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
  const paths = versioned(filesOf('HEAD'));
  const textAt = (path) => (existsSync(path) ? textOf(path) : undefined);
  for (const [path, text] of writtenBy({ paths, textAt, from: current, version, date, commits })) writeFileSync(path, text);
  execFileSync('npm', ['run', '-s', 'build:action'], { stdio: 'inherit' });
  const who = ['-c', 'user.name=github-actions[bot]', '-c', 'user.email=41898282+github-actions[bot]@users.noreply.github.com'];
  git('add', '--', 'CHANGELOG.md', 'action/dist', ...paths);
  git(...who, 'commit', '--quiet', '-m', `Release ${version}`);
  git(...who, 'tag', '-a', '-m', `Release ${version}`, tagOf(version));
  say(`${tagOf(version)} is made of ${commits.length} ${commits.length === 1 ? 'commit' : 'commits'} since ${last === undefined ? 'the beginning' : tagOf(last)}.`);
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

/** Makes the commit anew from the one before it: packages of others were at work where it was made. */
function refuseStrange(tag, sha) {
  if (git('rev-list', '--count', sha, `^${sha}^`) !== '1')
    throw new Refused(`The commit of ${tag} brings other commits along. A release is one commit on top of the branch.`);
  const before = commitOf(`${sha}^`);
  const textAt = (path) => bytesAt(before, path)?.toString();
  const { version: from } = JSON.parse(textAt('package.json'));
  const version = versionOf(tag);
  const last = newest(tagsBefore(before));
  const wanted = last === undefined ? [from] : BUMPS.map((bump) => raised(from, bump));
  if (!wanted.includes(version)) throw new Refused(`${tag} is no step from ${from}. One of these is: ${wanted.join(', ')}.`);
  const section = sectionIn(String(bytesAt(sha, 'CHANGELOG.md')), version) ?? '';
  const date = /\((\d{4}-\d\d-\d\d)\)$/m.exec(section)?.[1];
  const commits = commitsIn(last === undefined ? before : `${tagOf(last)}..${before}`);
  const files = writtenBy({ paths: filesOf(before), textAt, from, version, date, commits });
  // A file, not a link nor a program; one of the bundle may go.
  const fits = ({ path, mode }) => (mode === '100644' ? files.has(path) || BUNDLE.test(path) : mode === '000000' && BUNDLE.test(path));
  const kinds = changesOf(before, sha).flatMap((change) => (fits(change) ? [] : [change.path]));
  const texts = [...files].flatMap(([path, text]) => (bytesAt(sha, path)?.equals(Buffer.from(text)) ? [] : [path]));
  const strange = [...new Set([...kinds, ...texts])];
  if (strange.length > 0)
    throw new Refused(`The commit of ${tag} changes ${strange.join(', ')} in a way that no release has to. Look at it, then start anew.`);
}

function push(tag, branch) {
  const sha = commitFor(tag);
  const { commit: there } = remoteTag('origin', tag);
  if (there === sha) return say(`${tag} is there already, at ${short(sha)}.`);
  if (there !== undefined)
    throw new Refused(`${tag} is at ${short(there)} already and would be at ${short(sha)}. A tag of a release is never moved.`);
  if (commitOf(`${sha}^`) !== commitOf(`refs/remotes/origin/${branch}`))
    throw new Refused(`${branch} has gone on since ${tag} was prepared. Start the release again from the beginning.`);
  refuseStrange(tag, sha);
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

/** npm and GitHub call one release the newest; one that is made up for later is not. */
function rank(tag) {
  commitFor(tag);
  const version = versionOf(tag);
  const kept = allTags().filter((one) => isCandidate(version) || !isCandidate(one));
  const top = newest(kept);
  if (top !== version) say(`${tagOf(top)} is newer than ${tag}: whoever asks for the newest keeps that.`);
  give('follows', top !== version ? 'older' : isCandidate(version) ? 'next' : 'latest');
}

function move(tag) {
  const sha = commitFor(tag);
  const version = versionOf(tag);
  if (remoteTag('origin', tag).commit !== sha) throw new Refused(`${tag} is not at ${short(sha)} where people get it. Nothing was moved.`);
  if (isCandidate(version)) return say(`${tag} is a candidate: people who follow ${movingTag(version)} stay where they are.`);
  const moving = movingTag(version);
  const { object, commit: now } = remoteTag('origin', moving);
  if (now === sha) return say(`${moving} is at ${tag} already.`);
  const holder = now === undefined ? undefined : newest(tagsAt(now));
  if (now !== undefined && holder === undefined)
    throw new Refused(
      `${moving} is at ${short(now)}, which is no release. Somebody else has moved it: find out who, delete it, and run this again.`,
    );
  if (holder !== undefined && compare(holder, version) > 0) return say(`${moving} stays at ${tagOf(holder)}, which is newer than ${tag}.`);
  // Only from where it was seen, which is the tag itself when somebody has annotated it: two releases at once do not undo each other.
  git('push', '--quiet', `--force-with-lease=refs/tags/${moving}:${object ?? ''}`, 'origin', `${sha}:refs/tags/${moving}`);
  say(`${moving} is at ${tag} now.`);
}

const STEPS = { prepare, push, check, rank, move };

function main([step = '', ...words]) {
  if (!Object.hasOwn(STEPS, step) || words.length !== STEPS[step].length)
    throw new Refused(`Say one of: prepare STEP, push TAG BRANCH, check TAG BRANCH, rank TAG, move TAG.`);
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
