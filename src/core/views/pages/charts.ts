/** Charts as data: what is drawn, and in which colours of the style sheet. Who draws them is a matter of the server. */
import type { ToldWeek } from '../../metrics.ts';

export interface Series {
  readonly name: string;
  /** One for each week; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
  /** A colour of the style sheet. */
  readonly colour: 'green' | 'yellow' | 'red' | 'blue' | 'purple' | 'quiet';
}

export interface Chart {
  readonly title: string;
  /** What the numbers are: `hours`. */
  readonly unit: string;
  readonly kind: 'line' | 'bars';
  /** Under the axis. */
  readonly labels: readonly string[];
  readonly series: readonly Series[];
}

/** To SVG, without styles of its own. */
export type Draw = (chart: Chart) => string;

const UNITS: readonly (readonly [least: number, seconds: number, name: string])[] = [
  [3 * 86_400, 86_400, 'days'],
  [2 * 3_600, 3_600, 'hours'],
  [0, 60, 'minutes'],
];

type Spans = (week: ToldWeek) => ToldWeek['leadTime'];

function spans(title: string, weeks: readonly ToldWeek[], of: Spans): Chart {
  const longest = Math.max(0, ...weeks.map((week) => of(week)?.p90 ?? 0));
  const [, seconds, unit] = UNITS.find(([least]) => longest >= least) ?? [0, 60, 'minutes'];
  const values = (part: 'p50' | 'p90') => weeks.map((week) => round(of(week)?.[part], seconds));
  return {
    title,
    unit,
    kind: 'line',
    labels: labelsOf(weeks),
    series: [
      { name: 'half took at most', values: values('p50'), colour: 'blue' },
      { name: 'nine of ten took at most', values: values('p90'), colour: 'purple' },
    ],
  };
}

const round = (value: number | null | undefined, by: number): number | null =>
  value === null || value === undefined ? null : Math.round((value / by) * 100) / 100;

const labelsOf = (weeks: readonly ToldWeek[]): readonly string[] => weeks.map(({ week }) => week.slice(5));

const percent = (of: (week: ToldWeek) => number | null, weeks: readonly ToldWeek[]) => weeks.map((week) => round(of(week), 0.01));

export function chartsOf(weeks: readonly ToldWeek[]): readonly Chart[] {
  const counts = (of: (week: ToldWeek) => number) => weeks.map(of);
  return [
    {
      title: 'How promotions ended',
      unit: 'promotions',
      kind: 'bars',
      labels: labelsOf(weeks),
      series: [
        { name: 'promoted', values: counts(({ promoted }) => promoted), colour: 'green' },
        { name: 'rolled back', values: counts(({ rolledBack }) => rolledBack), colour: 'red' },
        { name: 'failed', values: counts(({ failed }) => failed), colour: 'yellow' },
        { name: 'rejected', values: counts(({ rejected }) => rejected), colour: 'purple' },
        { name: 'cancelled', values: counts(({ cancelled }) => cancelled), colour: 'quiet' },
      ],
    },
    spans('Lead time, from the request to the arrival', weeks, ({ leadTime }) => leadTime),
    spans('Wait for approval', weeks, ({ approvalWait }) => approvalWait),
    {
      title: 'Success and rollback rate',
      unit: '%',
      kind: 'line',
      labels: labelsOf(weeks),
      series: [
        { name: 'success', values: percent(({ success }) => success, weeks), colour: 'green' },
        { name: 'rolled back', values: percent(({ rollback }) => rollback, weeks), colour: 'red' },
      ],
    },
  ];
}
