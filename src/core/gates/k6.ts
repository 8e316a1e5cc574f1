import { PERFORMANCE } from '../evidence/performance/index.ts';
import type { Kind } from './kind.ts';
import { reader } from './report.ts';
import { requirements } from './requirement.ts';
import { format, path } from './sources.ts';
import { optional, options } from './values.ts';

export interface K6Options {
  readonly k6: string;
  readonly format?: string | undefined;
  /** `http_req_duration p(95) < 300ms`; without, the thresholds of the script itself count. */
  readonly require?: readonly string[] | undefined;
}

export const k6: Kind<K6Options> = {
  kind: 'k6',
  title: 'A load test kept its limits',
  options: () => options({ k6: path, format: optional(format), require: optional(requirements()) }),
  compares: ['previous', 'file'],
  ages: true,
  ...reader<K6Options, 'metrics'>({
    of: 'metrics',
    glob: (own) => own.k6,
    format: (own) => own.format,
    judge: (evidence, { require }) => PERFORMANCE.judge(evidence, { ...(require && { require }) }),
  }),
};
