/** The language of `.github/promotion.yml` as JSON Schema, for editors that complete and check while somebody types. */
import * as z from 'zod/mini';
import { CONFIG_PATH } from './config-path.ts';
import { approvalSchema, configSchema, organizationSchema } from './config-schema.ts';

/**
 * JSON Schema 2020-12; `templates/promotion.schema.json` is this. Shapes only: what values mean together, and the few shapes that a schema
 * cannot spell (a path that leaves the repository), `config check` says.
 */
export function configJsonSchema(): JsonSchema {
  const { required: _all, ...rest } = jsonSchemaOf(configSchema, {
    id: 'promotion-config/v1',
    title: `Settings of Promotion Bot (${CONFIG_PATH})`,
  });
  // What is left out stands in the file of the organisation.
  return { ...rest, required: ['version'], anyOf: [{ required: ['extends'] }, { required: ['environments', 'subjects'] }] };
}

/** The same of the file that `extends: org` reads. */
export const organizationJsonSchema = (): JsonSchema =>
  jsonSchemaOf(organizationSchema, {
    id: 'promotion-organization/v1',
    title: `Settings of Promotion Bot for a whole organisation (${CONFIG_PATH} of its repository .github)`,
  });

type JsonSchema = Readonly<Record<string, unknown>>;

function jsonSchemaOf(schema: z.ZodMiniType, { id, title }: { readonly id: string; readonly title: string }): JsonSchema {
  const named = z.registry<{ id: string }>();
  named.add(approvalSchema, { id: 'approval' });
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', metadata: named });
  return { $schema, $id: id, title, ...rest };
}
