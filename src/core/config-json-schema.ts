/** The language of `.github/promotion.yml` as JSON Schema, for editors that complete and check while somebody types. */
import * as z from 'zod/mini';
import { CONFIG_PATH } from './config-path.ts';
import { approvalSchema, configSchema } from './config-schema.ts';

/**
 * JSON Schema 2020-12; `templates/promotion.schema.json` is this. Shapes only: what values mean together, and the few shapes that a schema
 * cannot spell (a path that leaves the repository), `config check` says.
 */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const named = z.registry<{ id: string }>();
  named.add(approvalSchema, { id: 'approval' });
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input', metadata: named });
  return { $schema, $id: 'promotion-config/v1', title: `Settings of Promotion Bot (${CONFIG_PATH})`, ...rest };
}
