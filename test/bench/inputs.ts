/** Reports as large as they come, in the shape that pytest, coverage.py, lcov and CodeQL give them; every one the same each time. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** One part of a report, the n-th; parts differ as they do in life. */
type Part = (n: number) => string;

export interface Shape {
  readonly begin: string;
  readonly part: Part;
  readonly between: string;
  readonly end: string;
}

const PIECE = 1 << 20;

/** Writes a report of so many bytes, and no more than a part over it; all of it is ASCII. */
export function writeInput(path: string, { begin, part, between, end }: Shape, bytes: number): void {
  const file = openSync(path, 'w');
  let written = 0;
  let piece = begin;
  for (let n = 0; written + piece.length < bytes; n += 1) {
    piece += (n === 0 ? '' : between) + part(n);
    if (piece.length > PIECE) {
      written += writeSync(file, piece);
      piece = '';
    }
  }
  writeSync(file, piece + end);
  closeSync(file);
}

const many = (count: number, line: Part): string => Array.from({ length: count }, (_, n) => line(n)).join('');

const TRACE = many(
  12,
  (n) => `    File &quot;/work/src/agent/part${n}.py&quot;, line ${n * 17}, in step\n    assert left == right &amp;&amp; size &lt; 10\n`,
);

/** One of a hundred fails, one of twenty is skipped, one of ten prints something. */
const test: Part = (n) => {
  const head = `<testcase classname="tests.agent_orchestration.test_part${n % 400}" name="test_route[case ${n} &amp; others]" time="0.${n % 1000}"`;
  if (n % 100 === 7) return `${head}><failure message="AssertionError: assert ${n} == 0">${TRACE}</failure></testcase>`;
  if (n % 20 === 3) return `${head}><skipped type="pytest.skip" message="needs a network">/work/tests/test_part.py:12</skipped></testcase>`;
  if (n % 10 === 5) return `${head}><system-out>request ${n} answered in 12 ms\n${TRACE}</system-out></testcase>`;
  return `${head} />`;
};

export const JUNIT: Shape = {
  begin: '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0">',
  part: test,
  between: '',
  end: '</testsuite></testsuites>\n',
};

const coberturaLine: Part = (n) =>
  n % 6 === 2
    ? `\t\t\t\t\t\t<line number="${n + 1}" hits="${n % 3}" branch="true" condition-coverage="50% (1/2)" missing-branches="${n + 4}"/>\n`
    : `\t\t\t\t\t\t<line number="${n + 1}" hits="${n % 7}"/>\n`;

export const COBERTURA: Shape = {
  begin:
    '<?xml version="1.0" ?>\n<coverage version="7.16.2" lines-valid="2000000" lines-covered="1500000" line-rate="0.75" branch-rate="0.5">\n\t<sources>\n\t\t<source>/work/src</source>\n\t</sources>\n\t<packages>\n\t\t<package name="agent" line-rate="0.7" branch-rate="0.5">\n\t\t\t<classes>\n',
  part: (n) =>
    `\t\t\t\t<class name="part${n}.py" filename="agent/area${n % 50}/part${n}.py" complexity="0" line-rate="0.75" branch-rate="0.5">\n\t\t\t\t\t<methods/>\n\t\t\t\t\t<lines>\n${many(400, coberturaLine)}\t\t\t\t\t</lines>\n\t\t\t\t</class>\n`,
  between: '',
  end: '\t\t\t</classes>\n\t\t</package>\n\t</packages>\n</coverage>\n',
};

const lcovLine: Part = (n) => `DA:${n + 1},${(n * 37) % 900}\n${n % 6 === 2 ? `BRDA:${n + 1},0,0,${n % 3}\nBRDA:${n + 1},0,1,-\n` : ''}`;

export const LCOV: Shape = {
  begin: 'TN:\n',
  part: (n) =>
    `SF:/work/src/area${n % 50}/part${n}.ts\n${many(40, (f) => `FN:${f * 10},function${f}\nFNDA:${f},function${f}\n`)}FNF:40\nFNH:39\n${many(400, lcovLine)}LF:400\nLH:390\nend_of_record\n`,
  between: '',
  end: '',
};

const result: Part = (n) =>
  JSON.stringify({
    ruleId: `py/rule-${n % 120}`,
    ruleIndex: n % 120,
    level: n % 3 === 0 ? 'warning' : 'note',
    message: { text: `The value of "left${n}" may be used before it is set.\nSee [here](1), and check what [step](2) gives.` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: `src/agent/area${n % 50}/part${n % 900}.py`, uriBaseId: '%SRCROOT%', index: n % 900 },
          region: { startLine: (n % 800) + 1, startColumn: 9, endLine: (n % 800) + 1, endColumn: 42 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${(n * 2654435761).toString(16)}:1`, primaryLocationStartColumnFingerprint: '4' },
    relatedLocations: [
      { id: 1, physicalLocation: { artifactLocation: { uri: 'src/agent/start.py', index: 3 }, region: { startLine: 12 } } },
    ],
  });

export const SARIF: Shape = {
  begin:
    '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":{"driver":{"name":"CodeQL","rules":[]}},"results":[\n',
  part: result,
  between: ',\n',
  end: ']}]}\n',
};
