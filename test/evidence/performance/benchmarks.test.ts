import { expect, test } from '@jest/globals';
import { PERFORMANCE } from '../../../src/core/evidence/performance/index.ts';
import { metricsOf, readJson, readText, refusalOf, sample } from './reading.ts';

test('false green: a server that cannot be reached has latencies of 0', () => {
  expect(refusalOf(sample('autocannon-json/unreachable.json')).message).toMatch(
    /^report: Not one request was answered \(38836 errors at "http:\/\/127\.0\.0\.1:9"\)/,
  );
});

test('autocannon: errors, bad statuses and bad bodies are one rate, of everything sent', () => {
  const document = {
    url: 'x',
    latency: { p99: 8 },
    requests: { total: 90 },
    throughput: {},
    errors: 10,
    timeouts: 4,
    mismatches: 5,
    non2xx: 5,
    '2xx': 85,
  };
  const evidence = metricsOf(readJson(document));
  expect(evidence.values['error_rate']).toBe(0.2);
  expect(PERFORMANCE.judge(evidence, { require: ['error_rate <= 20%', 'latency p99 < 10ms', 'requests total >= 90'] }).outcome).toBe(
    'pass',
  );
  expect(PERFORMANCE.judge(metricsOf(readJson({ ...document, non2xx: 90, '2xx': 0 })), { require: ['latency p99 < 10ms'] }).outcome).toBe(
    'error',
  );
  expect(refusalOf(readJson({ ...document, non2xx: '5' })).code).toBe('malformed');
});

const hyperfine = (codes: unknown, more: object = {}): unknown => ({
  results: [{ command: 'make', mean: 0.2, stddev: null, min: 0.1, times: [0.2], exit_codes: codes, ...more }],
});

test.each([
  ['a failure -i hides', [0, 1, 0], 'exited with 1 in 1 of 3 runs'],
  ['a signal', [null], 'was ended by a signal in 1 of 1 runs'],
])('hyperfine: %s is no evidence', (_, codes, said) => {
  expect(refusalOf(readJson(hyperfine(codes))).message).toContain(said);
});

test('hyperfine: seconds, the mean when nothing is named, and a command of the same name beside the first', () => {
  const evidence = metricsOf(readJson(hyperfine([0])));
  expect(PERFORMANCE.judge(evidence, { require: ['make < 250ms', 'make min <= 0.1'] }).outcome).toBe('pass');
  expect(PERFORMANCE.judge(evidence, { require: ['make < 200ms'] }).outcome).toBe('fail');
  expect(PERFORMANCE.judge(evidence, {}).summary).toBe('the limit of the tool kept');
  expect(PERFORMANCE.judge(metricsOf(readJson(hyperfine(undefined))), {}).outcome).toBe('error');
  const twice = metricsOf(
    readJson({
      results: [
        { command: 'a', mean: 1 },
        { command: 'a', mean: 2 },
      ],
    }),
  );
  expect(PERFORMANCE.counts(twice)).toEqual({ means: [1, 2] });
});

const bench = { name: 'route p95', unit: 'ms', value: 230 };
const history = {
  lastUpdate: 1,
  repoUrl: 'x',
  entries: {
    API: [
      { tool: 'customBiggerIsBetter', benches: [{ ...bench, value: 1 }] },
      { tool: 'customBiggerIsBetter', benches: [bench] },
    ],
  },
};

test('benchmark-action: the newest run of its history, as data.js and as JSON', () => {
  for (const read of [
    readText(`window.BENCHMARK_DATA = ${JSON.stringify(history, null, 2)}`),
    readText(`window.BENCHMARK_DATA=${JSON.stringify(history)};\n`),
    readJson(history),
  ])
    expect(metricsOf(read).values).toEqual({ 'route p95': 230 });
  expect(readText('window.BENCHMARK_DATA = {"lastUpdate": 1, "entries": {')).toMatchObject({ ok: false, error: { code: 'cut_short' } });
});

test('benchmark-action: several suites keep their names, and a tool that says what is better is believed', () => {
  const two = { ...history, entries: { ...history.entries, Web: [{ tool: 'go', benches: [bench] }] } };
  expect(metricsOf(readJson(two)).values).toEqual({ 'API / route p95': 230, 'Web / route p95': 230 });
  const before = metricsOf(
    readJson({ ...history, entries: { API: [{ tool: 'customBiggerIsBetter', benches: [{ ...bench, value: 300 }] }] } }),
  );
  const limits = { baseline: before, maxIncrease: 500, maxDecrease: 10 };
  expect(PERFORMANCE.judge(metricsOf(readJson(history)), limits).outcome).toBe('fail');
});

test('benchmark-action: units are those the file names', () => {
  const evidence = metricsOf(readJson([bench, { name: 'size', unit: 'kB', value: 9 }]));
  expect(PERFORMANCE.judge(evidence, { require: ['route p95 < 0.3s', 'size < 10'] }).outcome).toBe('pass');
  expect(PERFORMANCE.judge(evidence, { require: ['size < 10ms'] }).outcome).toBe('error');
  expect(refusalOf(readJson([{ ...bench, value: '230' }])).code).toBe('malformed');
  expect(refusalOf(readJson({ ...history, entries: { API: [] } })).code).toBe('incomplete');
});

test('the same benchmark of several files counts with its median, in one unit only', () => {
  const files = [100, 900, 200].map((value) => metricsOf(readJson([{ ...bench, value }])));
  expect(metricsOf(PERFORMANCE.merge(files)).values).toEqual({ 'route p95': 200 });
  const seconds = metricsOf(readJson([{ ...bench, unit: 's' }]));
  expect(refusalOf(PERFORMANCE.merge([...files, seconds])).message).toBe(
    'route p95 is measured in ms in one file and in s in another: write both in one unit.',
  );
});

const GO = `goos: linux
goarch: amd64
pkg: example.com/shop
BenchmarkCart-8   \t 1000000\t      1000 ns/op\t     120 B/op\t       3 allocs/op
BenchmarkCart-8   \t 1000000\t      9000 ns/op\t     120 B/op\t       3 allocs/op
BenchmarkCart-8   \t 1000000\t      1200 ns/op\t     120 B/op\t       3 allocs/op
BenchmarkPay/size-10-8
it prints something
BenchmarkPay/size-10-8 \t     500\t   2.5e+06 ns/op\t  12.50 MB/s
PASS
ok  \texample.com/shop\t5.1s
`;

test('go: the median of its counts, without the processors of the machine', () => {
  const { values } = metricsOf(readText(GO));
  expect(values).toEqual({
    'BenchmarkCart.ns/op': 1200,
    'BenchmarkCart.B/op': 120,
    'BenchmarkCart.allocs/op': 3,
    'BenchmarkPay/size-10.ns/op': 2_500_000,
    'BenchmarkPay/size-10.MB/s': 12.5,
  });
  expect(PERFORMANCE.judge(metricsOf(readText(GO)), { require: ['BenchmarkCart < 2us', 'BenchmarkCart B/op <= 120'] }).outcome).toBe(
    'pass',
  );
});

test('go: sizes in names stay apart where no processors are written', () => {
  const text = 'BenchmarkSort/size-10 \t 5\t 10 ns/op\nBenchmarkSort/size-100 \t 5\t 99 ns/op\nPASS\n';
  expect(metricsOf(readText(text)).values).toEqual({ 'BenchmarkSort/size-10.ns/op': 10, 'BenchmarkSort/size-100.ns/op': 99 });
});

test('go: a slower machine is a slower benchmark, less throughput too', () => {
  const before = metricsOf(readText(GO));
  const slower = metricsOf(readText(GO.replace('12.50 MB/s', '2.50 MB/s')));
  expect(PERFORMANCE.judge(slower, { baseline: before, maxIncrease: 10 }).outcome).toBe('pass');
  expect(
    PERFORMANCE.judge(slower, { baseline: before, maxIncrease: 10, maxDecrease: 10, metrics: { 'BenchmarkPay/size-10 MB/s': {} } }).outcome,
  ).toBe('fail');
});

test.each([
  ['cut before its end', GO.slice(0, GO.indexOf('PASS')), 'cut_short'],
  ['a benchmark that failed', GO.replace('PASS', '--- FAIL: BenchmarkPay\nFAIL'), 'incomplete'],
  ['a package that panicked', GO.replace('PASS', 'panic: no'), 'incomplete'],
  ['none at all', 'goos: linux\ngoarch: amd64\nPASS\nok x 1s\n', 'incomplete'],
])('go: %s is no evidence', (_, text, code) => {
  expect(refusalOf(readText(text)).code).toBe(code);
});

const vitest = (benchmark: object): unknown => ({
  files: [
    {
      filepath: '/x.bench.ts',
      groups: [{ fullName: 'x.bench.ts > cart', benchmarks: [{ id: '1', name: 'add', samples: [], ...benchmark }] }],
    },
  ],
});

test('vitest: milliseconds, and hz is better when bigger', () => {
  const evidence = metricsOf(readJson(vitest({ mean: 0.5, hz: 2000, p99: 0.9 })));
  expect(
    PERFORMANCE.judge(evidence, {
      require: ['x.bench.ts > cart > add < 600us', 'x.bench.ts > cart > add p99 < 1ms', 'x.bench.ts > cart > add hz >= 2000'],
    }).outcome,
  ).toBe('pass');
  const half = metricsOf(readJson(vitest({ mean: 0.5, hz: 1000 })));
  expect(
    PERFORMANCE.judge(half, { baseline: evidence, maxIncrease: 5, maxDecrease: 5, metrics: { 'x.bench.ts > cart > add.hz': {} } }).outcome,
  ).toBe('fail');
});

test('vitest: a benchmark that threw has no result', () => {
  for (const benchmark of [{}, { mean: null }])
    expect(refusalOf(readJson(vitest(benchmark))).message).toContain('"x.bench.ts > cart > add" has no result');
  expect(refusalOf(readJson(vitest({ mean: '1' }))).code).toBe('malformed');
  expect(refusalOf(readJson({ files: [{ filepath: '/x.ts', groups: [] }] })).code).toBe('incomplete');
});
