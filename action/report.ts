/** The report of a run, whatever came of it: what both modes put into it. */
import type { GateReport } from '../src/core/gate-report.ts';
import { makeReport, type ReportInput } from '../src/core/report.ts';
import type { Report } from '../src/core/report-document.ts';
import { validationFor } from '../src/core/validation.ts';
import type { Client } from '../src/github/graphql.ts';
import { instant } from '../src/runner/judge.ts';
import type { Inputs, Surroundings } from './io.ts';
import type { Rules } from './rules.ts';

export interface Run {
  readonly inputs: Inputs;
  readonly around: Surroundings;
}

export interface Judging extends Run {
  readonly client: Client;
  readonly rules: Rules;
}

/** What is asked, as it was named or as the rules name it. */
export interface Asked {
  readonly subject: string;
  readonly from: string | null;
  readonly to: string;
  readonly version: string;
  readonly sha: string;
}

interface Found {
  readonly policy?: ReportInput['policy'];
  readonly gates?: readonly GateReport[];
  /** Why nothing could be judged. */
  readonly trouble?: string;
}

export function reportOn({ inputs, around }: Run, asked: Asked, { policy, gates = [], trouble }: Found): Report {
  const { owner, repo, run } = around;
  const isForBot = inputs.mode !== 'pull_request';
  return makeReport({
    about: {
      ...asked,
      subject: { name: asked.subject },
      sha: isSha(asked.sha) ? asked.sha : null,
      repository: `${owner}/${repo}`,
      at: instant(),
    },
    gates,
    policy: policy ?? { path: '.github/promotion.yml', sha256: null },
    hindrances: trouble === undefined ? [] : [{ outcome: 'error', summary: trouble }],
    ...(inputs.mode === 'verify' || inputs.mode === 'watch' ? { validation: validationFor(inputs.mode, gates) } : {}),
    isDryRun: !isForBot,
    run: { ...run, ...(isForBot && inputs.key !== '' ? { key: inputs.key } : {}) },
  });
}

/** As the inputs name it, before the rules were read. */
export function askedBy({ inputs, around: { event } }: Run): Asked {
  const { subject, to, from, version, sha } = inputs;
  if (inputs.mode !== 'pull_request') return { subject, to, from: from || null, version: version || sha, sha };
  const { number, head } = event.pull_request ?? {};
  return { subject: 'this change', from: null, to: to || 'its next environment', version: `#${number ?? '?'}`, sha: head?.sha ?? '' };
}

export const isSha = (text: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

export const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
