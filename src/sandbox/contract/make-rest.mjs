/**
 * Makes `rest.json` beside this file: the part of GitHub's published REST contract that this product may use, as JSON Schema.
 *
 * How to run it (the package is 385 MB unpacked, so it lives in a temporary folder and never in this project):
 *
 *     mkdir -p /tmp/openapi && cd /tmp/openapi && npm init -y && npm install --ignore-scripts @octokit/openapi@23.0.2
 *     node src/sandbox/contract/make-rest.mjs /tmp/openapi/node_modules/@octokit/openapi
 *
 * The same package gives the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Give the folder of @octokit/openapi as the first argument; the head of this file shows how.');
const spec = JSON.parse(readFileSync(join(folder, 'generated/api.github.com.json'), 'utf8'));
const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

const repository =
  'issues|labels|milestones|contents|git|commits|compare|branches|deployments|environments|check-runs|check-suites|statuses';
const more = 'collaborators|pulls|releases|dispatches|installation|hooks|tags|actions/(workflows|runs|artifacts|jobs)';
const wanted = [
  new RegExp(`^/repos/\\{owner\\}/\\{repo\\}(/(${repository}|${more}).*)?$`),
  /^\/orgs\/\{org\}(\/(teams|members|memberships|projectsV2|installation).*)?$/,
  /^\/(app|app-manifests|installation|repositories)(\/.*)?$/,
  /^\/users\/\{username\}(\/(projectsV2|installation).*)?$/,
  /^\/(user|rate_limit|meta)$/,
  /^\/user\/(installations(\/\{installation_id\}\/repositories)?|teams)$/,
  /^\/applications\/\{client_id\}\/token$/,
];
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const prose = new Set([
  'example',
  'examples',
  'description',
  'externalDocs',
  'xml',
  'discriminator',
  'title',
  'deprecated',
  'readOnly',
  'x-github',
]);
const literal = new Set(['default', 'enum', 'const', 'required']);
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const last = (ref) => ref.split('/').at(-1);

/** OpenAPI 3.0 says `nullable`, JSON Schema says a type of null: the one difference a validator has to know. */
function orNull(schema) {
  const { nullable, ...rest } = schema;
  if (nullable !== true) return rest;
  if (Array.isArray(rest.enum) && !rest.enum.includes(null)) rest.enum = [...rest.enum, null];
  const alone = typeof rest.type === 'string' && !rest.oneOf && !rest.anyOf && !rest.allOf;
  return alone ? { ...rest, type: [rest.type, 'null'] } : { anyOf: [rest, { type: 'null' }] };
}

/** Written out, an installation's account is published as a user AND an enterprise at once, which no account is; its named schema says OR. */
const isBoth = (all) =>
  all?.length === 2 && all.every(isObject) && all[0].properties?.login && all[1].properties?.website_url && !all[1].properties.login;

const properties = (value) => Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, convert(schema)]));

function convert(schema) {
  if (Array.isArray(schema)) return schema.map(convert);
  if (!isObject(schema)) return schema;
  if (schema.$ref) return { $ref: `rest#/schemas/${last(schema.$ref)}` };
  if (isBoth(schema.allOf)) return convert({ ...schema, allOf: undefined, anyOf: schema.allOf });
  const kept = Object.entries(schema).filter(([key]) => !prose.has(key));
  return orNull(
    Object.fromEntries(
      kept.map(([key, value]) => [
        key,
        literal.has(key) ? value : key === 'properties' || key === 'patternProperties' ? properties(value) : convert(value),
      ]),
    ),
  );
}

const resolved = (value, kind) => (value?.$ref ? spec.components[kind][last(value.$ref)] : value);
const jsonOf = (body) => body?.content?.['application/json']?.schema;

function operation(method, path, item) {
  const at = item[method];
  const parameters = [...(item.parameters ?? []), ...(at.parameters ?? [])].map((one) => resolved(one, 'parameters'));
  const query = parameters
    .filter((one) => one.in === 'query')
    .map((one) => ({ name: one.name, required: one.required === true, schema: convert(one.schema) }));
  const body = resolved(at.requestBody, 'requestBodies');
  const responses = Object.entries(at.responses).map(([status, answer]) => [
    status,
    convert(jsonOf(resolved(answer, 'responses')) ?? null),
  ]);
  const request = jsonOf(body);
  return {
    id: at.operationId,
    method: method.toUpperCase(),
    path,
    query,
    ...(request ? { request: convert(request), required: body.required === true } : {}),
    responses: Object.fromEntries(responses),
  };
}

const operations = Object.keys(spec.paths)
  .filter((path) => wanted.some((pattern) => pattern.test(path)))
  .sort()
  .flatMap((path) => methods.filter((method) => spec.paths[path][method]).map((method) => operation(method, path, spec.paths[path])));

/** Every schema the operations reach, and the ones those reach. */
function reached(from) {
  const names = new Set();
  const queue = [from];
  while (queue.length > 0) {
    JSON.stringify(queue.pop(), (key, value) => {
      if (key === '$ref' && typeof value === 'string' && !names.has(last(value))) {
        names.add(last(value));
        queue.push(convert(spec.components.schemas[last(value)]));
      }
      return value;
    });
  }
  return [...names].sort();
}

const schemas = Object.fromEntries(reached(operations).map((name) => [name, convert(spec.components.schemas[name])]));
writeFileSync(
  new URL('./rest.json', import.meta.url),
  `${JSON.stringify({ package: '@octokit/openapi', version, operations, schemas })}\n`,
);
process.stdout.write(
  `${new Set(operations.map((one) => one.path)).size} paths, ${operations.length} operations, ${Object.keys(schemas).length} schemas\n`,
);
