/** One named score against its least value, in the scale that is declared for it. */
import { nearest } from '../../config-nearest.ts';
import type { EvalsEvidence } from '../evidence.ts';
import { quoted } from '../feed.ts';
import { isAtLeast } from '../performance/tolerance.ts';
import { error, type Opinion } from './opinion.ts';
import { type EvalTool, type Scale, type Share, scoreOf, shareOf } from './scored.ts';
import { floored } from './shown.ts';

export interface WantedScore {
  readonly name: string;
  readonly least: number;
  /** As the config declares it. */
  readonly scale: Scale | undefined;
}

/** The most a share can be, as its scale writes it. */
const MOST: Readonly<Record<Exclude<Scale, 'raw'>, number>> = { fraction: 1, percent: 100 };

/** `error` for a score that is not there, whose scale nobody declares, or whose numbers contradict the scale. */
export function judgeScore(evidence: EvalsEvidence, { name, least, scale: declared }: WantedScore, tool: EvalTool): Opinion {
  const score = scoreOf(evidence, name);
  if (score === undefined) return error(unknownScore(evidence, name));
  const scale = declared ?? tool.scaleOf(name, evidence);
  if (scale === undefined)
    return error(
      `${evidence.format} does not define what ${name} (${score}) is measured in: write scale: fraction for 0 to 1, percent for 0 to 100, or raw for anything else.`,
    );
  const share = shareOf(evidence, name);
  if (scale === 'raw') return raw({ name, least, score, share });
  const most = MOST[scale];
  if (score < 0 || score > most) return error(`${name} is ${score}, but its scale is ${scale}, 0 to ${most}: declare another scale.`);
  if (least > 1) return error(`${least} is more than ${name} can be: write ${least}% or ${least / 100}.`);
  return fraction({ name, least, score: score / most, share });
}

interface Found {
  readonly name: string;
  readonly least: number;
  readonly score: number;
  readonly share: Share | undefined;
}

/** The cases that were not scored count as 0. */
function fraction({ name, least, score, share }: Found): Opinion {
  const isWhole = share === undefined || share.n >= share.of;
  const value = (isWhole ? score : (score * share.n) / share.of) * 100;
  const holds = isAtLeast(value, least * 100);
  const of = isWhole
    ? share === undefined
      ? ''
      : ` (n = ${share.of})`
    : ` (${floored(score * 100)} % of the ${share.n} scored of ${share.of}; the others count as 0)`;
  const needed = `${floored(least * 100)} % needed${holds ? '' : `: ${floored(least * 100 - value)} points more`}`;
  return {
    outcome: holds ? 'pass' : 'fail',
    sentence: `${name} ${floored(value)} %${of}; ${needed}`,
    value,
    threshold: least * 100,
    unit: '%',
  };
}

/** On a scale without a known worst nothing can stand in for what is missing. */
function raw({ name, least, score, share }: Found): Opinion {
  if (share !== undefined && share.n < share.of)
    return error(`${name} was scored for ${share.n} of ${share.of} cases only. Score the others too.`);
  const holds = isAtLeast(score, least);
  const of = share === undefined ? '' : ` (n = ${share.of})`;
  const needed = `at least ${least} needed${holds ? '' : `: ${Number((least - score).toPrecision(6))} more`}`;
  return { outcome: holds ? 'pass' : 'fail', sentence: `${name} ${score}${of}; ${needed}`, value: score, threshold: least, unit: null };
}

const MOST_NAMES = 12;

function unknownScore({ scores }: EvalsEvidence, name: string): string {
  const names = Object.keys(scores);
  if (names.length === 0) return `${quoted(name)} is not in the report, which has no named score.`;
  const meant = nearest(name, names);
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${quoted(name)} is not in the report; ${meant === undefined ? `it has ${names.slice(0, MOST_NAMES).join(', ')}${more}` : `${quoted(meant)} is`}.`;
}
