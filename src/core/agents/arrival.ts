/** What the Agent Engine map is told when a version of an agent has arrived, or was brought back. */
import { deploySettings } from '../delivery-settings.ts';
import { answersTo } from '../deploy-due.ts';
import type { Facts } from '../facts.ts';
import type { Deployment, Promotion } from '../promotion.ts';
import type { RecordEdit } from '../records/index.ts';
import type { Site } from '../site.ts';
import { unfitValue } from './edit.ts';
import type { Field } from './map.ts';
import { mapPath, nameInMap } from './way.ts';

/** What a workflow says of the Deployment that it carries out: `engine_id: projects/p/locations/l/reasoningEngines/1234567890123456789`. */
const SAYS_ENGINE = /^engine_id: (\S+)$/;

/**
 * The status, and the engine where whoever deployed has named one; nothing where the subject is in no map, and where the bot deploys nothing:
 * what runs there is then known to others.
 */
export function mapEdits(promotion: Promotion, site: Site, facts: Pick<Facts, 'seen' | 'agentMap'>): readonly RecordEdit[] {
  const path = mapPath(site.subject);
  const isDeployed = promotion.deployment !== undefined && deploySettings(site.environment) !== undefined;
  if (path === undefined || !isDeployed || (promotion.rollback && !promotion.rollback.target)) return [];
  const { environment, subject } = site;
  const name = facts.agentMap?.map ? nameInMap(facts.agentMap.map, environment) : environment.name;
  const engine = engineOf(promotion, site, facts);
  const fields: Readonly<Partial<Record<Field, string>>> = {
    ...(engine === undefined ? {} : { engine_id: engine }),
    status: isChecked(promotion) && (engine !== undefined || !isElsewhere(promotion, site, facts)) ? 'validated' : 'deployed',
  };
  return Object.entries(fields).map(
    ([field, value]): RecordEdit => ({
      path,
      optional: false,
      kind: 'set',
      values: { keys: ['agents', subject.name, 'environments', name, field], value },
    }),
  );
}

/** Taken back from an engine of its own, and nobody says to which one: the engine in the map may be the wrong one. */
function isElsewhere({ rollback, deployment }: Promotion, site: Site, facts: Pick<Facts, 'seen'>): boolean {
  const others = (facts.seen.deployments ?? []).flatMap(({ key }) => (key === undefined || key === deployment?.key ? [] : [key]));
  return rollback !== undefined && others.some((key) => engineOf({ deployment: { key } }, site, facts) !== undefined);
}

const isChecked = ({ deployment, check }: Promotion): boolean =>
  deployment !== undefined && check?.purpose === 'verify' && check.deploy === deployment.key && check.outcome === 'pass';

function engineOf(
  { deployment }: { readonly deployment?: Pick<Deployment, 'key'> },
  site: Site,
  facts: Pick<Facts, 'seen'>,
): string | undefined {
  const said = deployment ? answersTo(deployment, site, facts) : [];
  return said
    .flatMap(({ description }) => SAYS_ENGINE.exec(description.trim())?.[1] ?? [])
    .find((id) => unfitValue('engine_id', id) === undefined);
}
