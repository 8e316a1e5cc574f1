import type { Kind } from './kind.ts';
import { judgeNumber } from './limits.ts';
import { fillQuery } from './placeholders.ts';
import { answersOf } from './promql.ts';
import { query } from './sources.ts';
import { type Limit, limit, optional, options } from './values.ts';

export interface PrometheusOptions {
  readonly prometheus: string;
  readonly min?: Limit | undefined;
  readonly max?: Limit | undefined;
}

export const prometheus: Kind<PrometheusOptions> = {
  kind: 'prometheus',
  title: 'The one number a Prometheus query gives is within its limits',
  options: () => options({ prometheus: query, min: optional(limit), max: optional(limit) }),
  limits: ['min', 'max'],
  compares: ['previous', 'query', 'offset'],
  section: 'prometheus',
  needs: (own, about) => {
    const filled = fillQuery(own.prometheus, about);
    return filled.ok ? [{ kind: 'prometheus', query: filled.value }] : [];
  },
  judge: ({ prometheus: written, min, max }, ask, about) =>
    answersOf([fillQuery(written, about)], ask, ([value = Number.NaN]) => judgeNumber({ value, unit: null, what: '' }, { min, max })),
};
