/** GitHub's published REST contract, for what this product may use. `make-rest.mjs` makes the document. */
import { readFileSync } from 'node:fs';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describe, makeAjv } from './ajv.ts';

type Schema = object | null;

interface Operation {
  /** `issues/create-comment` */
  readonly id: string;
  readonly method: string;
  /** `/repos/{owner}/{repo}/issues/{issue_number}/comments` */
  readonly path: string;
  readonly query: readonly { readonly name: string; readonly required: boolean; readonly schema: object & { readonly type?: string } }[];
  readonly request?: object;
  readonly required?: boolean;
  readonly responses: Readonly<Record<string, Schema>>;
}

export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

export interface RestContract {
  readonly operations: readonly Operation[];
  /** The operation behind a method and path; undefined when GitHub has none. */
  match(method: string, path: string): Match | undefined;
  /** What is wrong with a call, in the words of the validator; empty when nothing is. */
  checkRequest(operation: Operation, query: URLSearchParams, body: unknown): string[];
  checkResponse(operation: Operation, status: number, body: unknown): string[];
}

/** References and paths hold slashes, the other parameters do not. */
const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path
      .replace(/[.]/g, '\\.')
      .replace(/\{(path|ref|basehead)\}/g, '(?<$1>.+)')
      .replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`,
  );

const literalParts = (path: string): number => path.split('/').filter((part) => part !== '' && !part.startsWith('{')).length;

/** A query string holds text only: as the type its schema asks for. */
function typed(type: string | undefined, raw: string): unknown {
  if (type === 'integer' || type === 'number') return Number(raw);
  if (type === 'boolean') return raw === 'true';
  return type === 'array' ? [raw] : raw;
}

function load(): RestContract {
  const document = JSON.parse(readFileSync(new URL('./rest.json', import.meta.url), 'utf8')) as {
    operations: Operation[];
    schemas: object;
  };
  const ajv = makeAjv();
  ajv.addSchema({ $id: 'rest', schemas: document.schemas });
  const compiled = new Map<string, ValidateFunction>();
  const check = (key: string, schema: object, value: unknown): string[] => {
    const validate = compiled.get(key) ?? ajv.compile(schema);
    compiled.set(key, validate);
    return validate(value) ? [] : describe(validate.errors);
  };
  const routes = document.operations
    .map((operation) => ({ operation, expression: pattern(operation.path), weight: literalParts(operation.path) }))
    .sort((a, b) => b.weight - a.weight);
  return {
    operations: document.operations,
    match(method, path) {
      for (const { operation, expression } of routes) {
        const found = operation.method === method ? expression.exec(path) : null;
        if (found)
          return {
            operation,
            params: Object.fromEntries(Object.entries(found.groups ?? {}).map(([name, raw]) => [name, decodeURIComponent(raw)])),
          };
      }
      return undefined;
    },
    checkRequest(operation, query, body) {
      const wrong = operation.query.flatMap(({ name, required, schema }) => {
        const raw = query.get(name);
        if (raw === null) return required ? [`query ${name} is required`] : [];
        // Published as a moment, documented as a range of them: https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
        if (name === 'created' && operation.id.startsWith('actions/list-workflow-runs')) return [];
        return check(`${operation.id} ?${name}`, schema, typed(schema.type, raw)).map((problem) => `query ${name} ${problem}`);
      });
      const wanted = operation.request !== undefined && (body !== undefined || operation.required === true);
      return wanted && operation.request ? [...wrong, ...check(`${operation.id} body`, operation.request, body)] : wrong;
    },
    checkResponse(operation, status, body) {
      const published = [String(status), `${Math.floor(status / 100)}XX`].find((key) => key in operation.responses);
      const schema = published === undefined ? undefined : operation.responses[published];
      // Errors every operation can answer with are not listed with each.
      if (schema === undefined) return status >= 400 ? [] : [`status ${status} is none of ${Object.keys(operation.responses).join(', ')}`];
      // A refusal always says why, even where none is published (409 of repos/create-deployment).
      if (schema === null) return body === undefined || status >= 400 ? [] : [`status ${status} has no body`];
      return check(`${operation.id} ${status}`, schema, body);
    },
  };
}

let loaded: RestContract | undefined;

/** Loaded when first asked for, once in a process; each schema is compiled when it is first met. */
export function restContract(): RestContract {
  loaded ??= load();
  return loaded;
}
