/** Every link of every page leads somewhere, every file that is named is there, and every page is found. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DOCS, MADE, PAGES, spans, textOf, wrong } from './pages.ts';

/** As GitHub makes anchors of headings, for the plain ones that are used here. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
const linksOf = (page: string): readonly string[] => [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
const inside = (page: string): readonly string[] => linksOf(page).filter((link) => !/^https?:/.test(link));

test('every link inside the project leads somewhere, pictures too', () => {
  const isDead = (page: string, link: string): boolean => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    return !existsSync(target) || (anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor));
  };
  expect(wrong((page) => inside(page).filter((link) => isDead(page, link)))).toEqual([]);
});

test('every heading of a page has an anchor of its own', () => {
  const doubled = (page: string) => anchorsOf(textOf(page)).filter((anchor, at, all) => all.indexOf(anchor) !== at);
  expect(wrong(doubled, DOCS)).toEqual([]);
});

test('links that leave the project go to documentation, standards and the status page of GitHub', () => {
  const hosts = ['docs.github.com', 'cli.github.com', 'nodejs.org', 'www.rfc-editor.org', 'www.githubstatus.com', 'promotions.example.com'];
  // Where others say what they do: only on the page that compares.
  const others = ['github.com', 'docs.prow.k8s.io', 'docs.kargo.io', 'octopus.com'];
  const strange = (page: string) => {
    const known = page === 'docs/alternatives.md' ? [...hosts, ...others] : hosts;
    return linksOf(page).filter((link) => /^https?:/.test(link) && !known.includes(new URL(link).host));
  };
  expect(wrong(strange, DOCS)).toEqual([]);
});

test('every picture that is kept is shown, with words for whoever does not see it', () => {
  const shown = DOCS.flatMap((page) =>
    [...textOf(page).matchAll(/!\[([^\]]{20,})\]\(([^)]+\.png)\)/g)].map(([, , path = '']) => join(dirname(page), path)),
  );
  expect(readdirSync('docs/images').map((name) => `docs/images/${name}`)).toEqual(shown.toSorted());
});

test('the README lists every page by who reads it', () => {
  const linked = inside('README.md').map((link) => link.split('#')[0] ?? '');
  expect(DOCS.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([]);
});

test('every file that a page names is there', () => {
  // What a repository that uses the bot has, and this one has not.
  const elsewhere =
    /^\.github\/(promotion\.yml|promotion\.schema\.json|promotion-bot\.pub\.pem|ISSUE_TEMPLATE\/promotion\.yml|workflows\/promotion-\w+\.yml)$/;
  const isPath = (span: string): boolean =>
    /^(src|test|templates|docs|action|\.github|\.ci)\/[\w./-]+$/.test(span) && !elsewhere.test(span);
  expect(wrong((page) => spans(textOf(page)).filter((span) => isPath(span) && !existsSync(span)))).toEqual([]);
});

test('decisions are numbered without a gap, and each has context, decision and consequences', () => {
  const names = readdirSync('.github/decisions').sort();
  for (const [index, name] of names.entries()) {
    const page = textOf(`.github/decisions/${name}`);
    expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(page).toMatch(new RegExp(`^# ${index + 1}\\. .+\\n\\n## Context\\n[\\s\\S]+\\n## Decision\\n[\\s\\S]+\\n## Consequences\\n`));
  }
});

test('no line is too long to be read beside another, those of tables, quotes and what is made aside', () => {
  const long = (page: string) =>
    textOf(page)
      .replaceAll(MADE, '')
      .split('\n')
      .filter((line) => line.length > 150 && !/^ *[|!>]/.test(line));
  expect(wrong(long, DOCS)).toEqual([]);
});

test('pages that are checked are all there are', () => {
  expect(PAGES.length).toBeGreaterThan(30);
});
