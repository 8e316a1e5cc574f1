/** What a release is called and what it says of itself, from the commits since the one before. Pure: git is asked in `git.mjs`. */

/** Where what a commit touches is told; the first that fits counts. Our messages are sentences, so they are told as they are. */
const GROUPS = [
  ['The Action', /^action\/(?!dist\/)/],
  ['Quality gates', /^src\/(core\/(gates|evidence)|runner)\//],
  ['Agents', /^src\/core\/agents\/|^src\/cli\/agents/],
  ['Dashboard', /^src\/(web|dashboard|core\/views\/pages)/],
  ['Sandbox', /^src\/sandbox\//],
  ['Command line and server', /^src\/(cli|setup|store|server|env|log|works|shutdown)|^(Dockerfile|compose\.yaml|app\.yml)$/],
  ['Promotions', /^src\//],
  ['Templates', /^templates\//],
  ['Documentation', /^(docs\/|README\.md$|\.github\/(SECURITY|CONTRIBUTING)\.md$|\.github\/decisions\/)/],
];
const REST = 'Tests, packages and how it is made';

/** @returns the heading for a commit that touches these files. */
export function groupOf(paths) {
  return GROUPS.find(([, pattern]) => paths.some((path) => pattern.test(path)))?.[0] ?? REST;
}

/** A subject as Markdown that is nothing but text: it mentions nobody, links nowhere and hides nothing. */
export function plain(subject) {
  return subject
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/[\\`*_{}[\]<>|~&]/g, '\\$&')
    .replace(/@/g, '@\u200b')
    .replace(/#(?=\d)/g, '#\u200b')
    .replace(/:(?=\/\/)/g, ':\u200b')
    .replace(/\b(www)\./gi, '$1\u200b.');
}

/**
 * The section of a release.
 *
 * @param commits the oldest first: `{ sha, subject, paths }`.
 */
export function sectionOf({ version, date, commits }) {
  const titles = [...GROUPS.map(([title]) => title), REST];
  const told = titles.flatMap((title) => {
    const lines = commits
      .filter(({ paths }) => groupOf(paths) === title)
      .map(({ sha, subject }) => `* ${plain(subject)} (${sha.slice(0, 7)})`);
    return lines.length === 0 ? [] : [`### ${title}\n\n${lines.join('\n')}\n`];
  });
  return `## ${version} (${date})\n\n${told.join('\n')}`;
}

const HEAD =
  '# Changelog\n\nWritten by `.github/workflows/release.yml` from the messages of the commits, under the part of the project they touch.\n';

/** The changelog with this section on top. */
export function withSection(changelog, section) {
  const [, before = ''] = /^# Changelog\n[^#]*(## [\s\S]*)$/.exec(changelog) ?? [];
  return `${HEAD}\n${section}${before === '' ? '' : `\n${before}`}`;
}

/** The section of one version in a changelog. */
export function sectionIn(changelog, version) {
  return changelog.split(/^(?=## )/m).find((part) => part.startsWith(`## ${version} (`));
}
