/** Draws charts on the server: https://echarts.apache.org/handbook/en/how-to/cross-platform/server */
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart, Series } from '../../core/views/pages/charts.ts';

use([BarChart, LineChart, GridComponent, SVGRenderer]);

const SIZE = { width: 560, height: 220 } as const;
const colourOf = ({ colour }: Pick<Series, 'colour'>): string => `var(--${colour})`;

/** The policy of the pages allows no styles in them; what these say, the style sheet says. */
const unstyled = (svg: string): string => svg.replaceAll(/ style="[^"]*"/g, '').replaceAll(/<style\b[\s\S]*?<\/style>/g, '');

/** The same numbers make the same drawing, and those who look at a page ask for it again whenever something has changed. */
const drawn = new Map<string, string>();
const MOST_KEPT = 200;

/** To SVG with colours of the style sheet, so that it fits light and dark. */
export function drawChart(chart: Chart): string {
  const key = JSON.stringify(chart);
  const svg = drawn.get(key) ?? draw(chart);
  drawn.delete(key);
  drawn.set(key, svg);
  const [oldest] = drawn.keys();
  if (drawn.size > MOST_KEPT && oldest !== undefined) drawn.delete(oldest);
  return svg;
}

function draw(chart: Chart): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  try {
    drawing.setOption(optionsOf(chart));
    return unstyled(drawing.renderToSVGString({ useViewBox: true }));
  } finally {
    drawing.dispose();
  }
}

function optionsOf({ kind, labels, series, unit }: Chart) {
  const axis = {
    axisLine: { lineStyle: { color: 'var(--line)' } },
    axisLabel: { color: 'var(--quiet)', fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: 'var(--line)' } },
  };
  return {
    animation: false,
    grid: { left: 44, right: 12, top: 12, bottom: 24 },
    xAxis: { type: 'category', data: [...labels], axisTick: { show: false }, ...axis, splitLine: { show: false } },
    yAxis: {
      type: 'value',
      min: 0,
      ...(unit === '%' ? { max: 100 } : {}),
      minInterval: kind === 'bars' ? 1 : 0,
      ...axis,
      axisLine: { show: false },
    },
    series: series.map((one) => (kind === 'bars' ? bars(one) : line(one))),
  };
}

const QUIET = { silent: true, emphasis: { disabled: true } } as const;

const bars = (one: Series) => ({
  ...QUIET,
  type: 'bar',
  stack: 'all',
  barMaxWidth: 28,
  data: [...one.values],
  itemStyle: { color: colourOf(one) },
});

const line = (one: Series) => ({
  ...QUIET,
  type: 'line',
  connectNulls: true,
  symbol: 'circle',
  symbolSize: 5,
  data: [...one.values],
  lineStyle: { color: colourOf(one), width: 2 },
  itemStyle: { color: colourOf(one) },
});
