/** The inbox that nothing gets lost from: a delivery and its job are in the database before GitHub is told that it arrived. */
import type { Pool } from 'pg';
import type { Arrival, DeadLetter, Inbox } from '../app/inbox.ts';
import { inTransaction, isOfData, type Queryable } from './database.ts';
import { Groups } from './groups.ts';
import { addJobs, payloadOf } from './jobs.ts';
import { keyOf } from './lanes.ts';
import { SCHEMA } from './schema.ts';

/** Deliveries in one transaction at most. */
const GROUP = 200;

export type Accepted = 'new' | 'doubled';

export interface StoreInbox extends Inbox {
  /** `doubled` for a delivery whose look was done already: it is dropped. One that waits still counts as new, and gets its job again. */
  take(arrival: Arrival): Promise<Accepted>;
}

/** @param told of each delivery that was accepted. */
export function storeInbox(pool: Pool, told: (arrival: Arrival, accepted: Accepted) => void = () => {}): StoreInbox {
  const groups = new Groups<Arrival, Accepted>({
    size: GROUP,
    carryOut: (arrivals) => inTransaction(pool, (client) => acceptAll(client, arrivals)),
    isOfOne: isOfData,
  });
  const take = async (arrival: Arrival): Promise<Accepted> => {
    const accepted = await groups.add(arrival);
    told(arrival, accepted);
    return accepted;
  };
  return {
    take,
    accept: async (arrival) => void (await take(arrival)),
    bury: async ({ delivery, webhook, why }: DeadLetter) => {
      await pool.query(`insert into ${SCHEMA}.delivery (id, event, dead_because) values ($1, $2, $3) on conflict do nothing`, [
        delivery,
        webhook,
        why,
      ]);
    },
  };
}

async function acceptAll(client: Queryable, arrivals: readonly Arrival[]): Promise<readonly Accepted[]> {
  // A row can be written once in a statement, and the same delivery may come twice in a moment.
  const distinct = new Map(arrivals.map((arrival) => [arrival.delivery, arrival]));
  const given = [...distinct.values()].toSorted((a, b) => (a.delivery < b.delivery ? -1 : 1));
  const { rows } = await client.query(
    `insert into ${SCHEMA}.delivery (id, event, promotion, trigger)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
     on conflict (id) do update set promotion = excluded.promotion, trigger = excluded.trigger, dead_because = null
       where delivery.processed_at is null
     returning id`,
    [
      given.map(({ delivery }) => delivery),
      given.map(({ webhook }) => webhook),
      given.map((arrival) => keyOf(numbered(arrival))),
      given.map(({ trigger }) => JSON.stringify(trigger)),
    ],
  );
  const accepted = new Set(rows.map(({ id }: { id: string }) => id));
  await addJobs(
    client,
    given
      .filter(({ delivery }) => accepted.has(delivery))
      .map(({ trigger, installation, repository }) => payloadOf({ installation, repository }, trigger.ref, 'said')),
  );
  return arrivals.map(({ delivery }) => (accepted.has(delivery) ? 'new' : 'doubled'));
}

const numbered = ({ repository, trigger }: Arrival) => ({ repository, number: trigger.ref.number });
