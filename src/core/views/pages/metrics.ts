/** How promotions go, week by week: charts, and the numbers beside them. */
import { html, raw } from 'hono/html';
import { summed, type ToldWeek } from '../../metrics.ts';
import { type Chart, chartsOf, type Draw } from './charts.ts';
import { filters } from './form.ts';
import { empty, type Page } from './layout.ts';
import { type Html, shortSpan } from './words.ts';

export interface Metrics {
  /** Every week, the oldest first. */
  readonly weeks: readonly ToldWeek[];
  readonly asked: Readonly<Partial<Record<'repository' | 'subject' | 'to' | 'since' | 'until', string | undefined>>>;
}

export function metricsPage({ weeks, asked }: Metrics, draw: Draw): Page {
  const form = filters('/metrics', [
    { name: 'repository', label: 'Repository', value: asked.repository },
    { name: 'subject', label: 'Subject', value: asked.subject },
    { name: 'to', label: 'Environment', value: asked.to },
    { name: 'since', label: 'Since', value: asked.since, type: 'date' },
    { name: 'until', label: 'Until', value: asked.until, type: 'date' },
  ]);
  const all = summed(weeks);
  const shown =
    all === undefined || all.ended === 0
      ? empty('Nothing ended in these weeks, as far as you may see.', 'Try fewer filters or a longer time.')
      : html`${tiles(all, weeks.length)}<div class="charts">${chartsOf(weeks).map((chart) => figure(chart, draw))}</div>${table(weeks)}`;
  return { title: 'Metrics', main: html`${form}${shown}` };
}

const percent = (rate: number | null): string => (rate === null ? '–' : `${Math.round(rate * 100)} %`);
const span = (seconds: number | undefined): string => (seconds === undefined ? '–' : shortSpan(seconds));

function tiles(all: ToldWeek, weeks: number): Html {
  const { arrived, success, rollback, leadTime, approvalWait } = all;
  const perWeek = Math.round((arrived / Math.max(1, weeks)) * 10) / 10;
  const list: readonly (readonly [name: string, value: string, about: string])[] = [
    ['Arrivals', `${perWeek} a week`, `${arrived.toLocaleString('en-US')} in ${weeks} weeks`],
    ['Success rate', percent(success), 'of those not withdrawn'],
    ['Rollback rate', percent(rollback), 'of those that arrived'],
    ['Lead time', span(leadTime?.p50), `nine of ten within ${span(leadTime?.p90)}, in a usual week`],
    ['Approval wait', span(approvalWait?.p50), `nine of ten within ${span(approvalWait?.p90)}, in a usual week`],
  ];
  return html`<dl class="tiles">${list.map(([name, value, about]) => html`<div><dt>${name}</dt><dd><strong>${value}</strong> <span class="quiet">${about}</span></dd></div>`)}</dl>`;
}

/** The drawing is for the eye; whoever does not see it has the table. */
const figure = (chart: Chart, draw: Draw): Html =>
  html`<figure class="chart"><figcaption>${chart.title} <span class="quiet">(${chart.unit})</span></figcaption>
<ul class="legend">${chart.series.map(({ name, colour }) => html`<li class="${colour}">${name}</li>`)}</ul><div aria-hidden="true">${raw(draw(chart))}</div></figure>`;

const HEAD = [
  'Week of',
  'Arrived',
  'Promoted',
  'Rolled back',
  'Failed',
  'Rejected',
  'Cancelled',
  'Success',
  'Rollbacks',
  'Lead p50',
  'Lead p90',
  'Wait p50',
  'Wait p90',
];

const table = (
  weeks: readonly ToldWeek[],
): Html => html`<section><h2>Week by week</h2><div class="wide" tabindex="0" role="group" aria-label="Week by week"><table>
<caption class="hidden">The numbers of the charts, the newest week first</caption>
<thead><tr>${HEAD.map((name, i) => html`<th scope="col"${i === 0 ? '' : html` class="number"`}>${name}</th>`)}</tr></thead>
<tbody>${weeks.toReversed().map(line)}</tbody></table></div></section>`;

const line = (week: ToldWeek): Html =>
  html`<tr><th scope="row"><time datetime="${week.week}">${week.week}</time></th>${[
    week.arrived,
    week.promoted,
    week.rolledBack,
    week.failed,
    week.rejected,
    week.cancelled,
    percent(week.success),
    percent(week.rollback),
    span(week.leadTime?.p50),
    span(week.leadTime?.p90),
    span(week.approvalWait?.p50),
    span(week.approvalWait?.p90),
  ].map((value) => html`<td class="number">${value}</td>`)}</tr>`;
