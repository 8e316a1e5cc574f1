import { type Finding, mend, met, type Named, type Rule } from '../rule.ts';

/** What the config says a component consists of must be there in the very commit: its directories, its tests, its specification. */
export const files: Rule = {
  name: 'files',
  needs: (named) => ({ paths: pathsOf(named) }),
  judge: (candidate) => {
    const paths = pathsOf(candidate);
    return paths.flatMap((path): readonly Finding[] => {
      const facts = { path, what: whatIs(path, candidate), subject: candidate.subject.name };
      return candidate.commit.paths[path] ? met('path_exists', facts) : mend({ code: 'path_missing', place: 'commit', facts });
    });
  },
};

function pathsOf({ subject }: Pick<Named, 'subject'>): readonly string[] {
  const { paths, spec } = subject.settings;
  const globs = Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
  const written = [...globs.map(beforeTheStar), ...(typeof spec === 'string' ? [spec] : [])];
  return [...new Set(written.map((path) => path.replaceAll('{subject}', subject.name)))].filter((path) => path !== '');
}

/** `src/api/**` -> `src/api`; `src/*.ts` -> `src`. */
function beforeTheStar(glob: string): string {
  const segments = glob.split('/');
  const star = segments.findIndex((segment) => /[*?[{!]/.test(segment.replaceAll('{subject}', '')));
  return (star < 0 ? segments : segments.slice(0, star)).join('/');
}

const whatIs = (path: string, { subject }: Pick<Named, 'subject'>): string =>
  path === String(subject.settings['spec']).replaceAll('{subject}', subject.name)
    ? 'specification'
    : /(^|\/)tests?(\/|$)/.test(path)
      ? 'tests directory'
      : 'component directory';
