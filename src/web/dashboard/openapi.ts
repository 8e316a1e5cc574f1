/** The description of the API, made from the table of its routes: https://spec.openapis.org/oas/v3.1.1.html */
import * as z from 'zod';
import type { View } from './view.ts';

/** What of a route is described. */
interface Described {
  readonly path: string;
  readonly summary: string;
  readonly view?: View;
}

const schemaOf = (schema: z.ZodType): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  return rest;
};

const inPath = (path: string): readonly string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name);

const parameters = (path: string, view: View | undefined): readonly object[] => [
  ...inPath(path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
  ...Object.entries(view?.query.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType) as { readonly description?: string };
    return { name, in: 'query', required: false, ...(description === undefined ? {} : { description }), schema: rest };
  }),
];

const failure = (description: string): object => ({
  description,
  content: { 'application/json': { schema: { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] } } },
});

const operation = ({ path, summary, view }: Described): object => ({
  summary,
  ...(view ? { operationId: view.name } : {}),
  parameters: parameters(path, view),
  responses: {
    '200': {
      description: 'What was asked for, as far as GitHub lets whoever asks read it.',
      content: { 'application/json': { schema: view ? schemaOf(view.answers) : { type: 'object' } } },
    },
    '400': failure('The question could not be read.'),
    '401': failure('Nobody is signed in.'),
    '404': failure('There is nothing, or nothing that may be read.'),
    '503': failure('GitHub did not say what may be read, so nothing is shown.'),
  },
});

/** @param routes of the API. */
export const describeApi = (routes: readonly Described[], origin: string): object => ({
  openapi: '3.1.1',
  info: {
    title: 'Promotion Bot',
    version: '1',
    description: 'What runs where, what waits for whom, who approved what. Nothing can be changed here: that is done on the issues.',
  },
  servers: [{ url: origin }],
  security: [{ session: [] }],
  paths: Object.fromEntries(routes.map((route) => [route.path.replaceAll(/:(\w+)/g, '{$1}'), { get: operation(route) }])),
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: '__Host-session', description: 'What signing in at /auth/login gives the browser.' },
    },
  },
});
