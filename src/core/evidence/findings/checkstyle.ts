import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { Attributes, XmlFormat, XmlReader } from '../format.ts';
import { scaleOf } from './scale.ts';
import { startTally } from './tally.ts';

const WORDS = scaleOf({ error: { level: 'error' }, warning: { level: 'warning' }, info: { level: 'note' } });

/**
 * Checkstyle's XML, which PHP_CodeSniffer, PHPStan, ktlint, ShellCheck, golangci-lint and others write too. An `<exception>` is a file that could not be
 * looked at. Checkstyle lists every file, others only those with findings: a document without a file may be both. https://checkstyle.org/
 */
export const CHECKSTYLE: XmlFormat<FindingsEvidence> = {
  name: 'checkstyle',
  title: 'Checkstyle XML',
  of: 'xml',
  isRoot: (name) => name === 'checkstyle',
  read: readCheckstyle,
};

function readCheckstyle(): XmlReader<FindingsEvidence> {
  const tally = startTally();
  let path: string | undefined;
  let files = 0;
  const addFinding = ({ severity, line, source, message }: Attributes): void => {
    if (severity === 'ignore') tally.setAside();
    else tally.add(WORDS(severity ?? 'error').level, () => ({ path, line: Number(line), rule: source, message }));
  };
  return {
    open(name, attributes) {
      if (name === 'file') {
        path = attributes['name'];
        files++;
      } else if (name === 'error') addFinding(attributes);
      else if (name === 'exception') tally.couldNot(() => ({ path, message: 'Checkstyle could not look at this file' }));
    },
    close(name) {
      if (name === 'file') path = undefined;
    },
    end: () => ok(tally.whole({ format: 'checkstyle', unit: files === 0 ? undefined : files, emptyIsAmbiguous: files === 0 })),
  };
}
