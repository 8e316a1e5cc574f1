/** Runs a GraphQL document against the state, on GitHub's whole public schema. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import type { Caller, World } from '../world.ts';
import type { Context } from './context.ts';
import { failed, invalid } from './errors.ts';
import { CREATES_CONTENT, mutations } from './mutations.ts';
import { makeContext } from './objects.ts';
import { queries } from './queries.ts';

let built: GraphQLSchema | undefined;

/** The package exports its code only, which reads 5 MB more than the one file needed here: so the file is looked up beside it. */
function publishedSchema(): string {
  const folders = createRequire(import.meta.url).resolve.paths('@octokit/graphql-schema') ?? [];
  const file = folders.map((folder) => join(folder, '@octokit/graphql-schema/schema.graphql')).find((path) => existsSync(path));
  if (file === undefined) throw new Error("GitHub's GraphQL schema is not installed. It is a development dependency: run npm ci.");
  return readFileSync(file, 'utf8');
}

/** Built once in a process. GitHub's published document repeats fields, which strict validation of the document would refuse. */
function schema(): GraphQLSchema {
  built ??= buildSchema(publishedSchema(), { assumeValid: true, assumeValidSDL: true, noLocation: true });
  return built;
}

/** What GitHub has and the sandbox has not is said, never answered with a null that looks like a fact. */
const resolve: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
  const known = typeof source === 'object' && source !== null && info.fieldName in source;
  if (known) return defaultFieldResolver(source, args, context, info);
  const problem = `The sandbox does not emulate ${info.parentType.name}.${info.fieldName}. Add it in src/sandbox/graphql; objects.ts names the file of each type.`;
  context.world.contract.problems.push(problem);
  throw new GraphQLError(problem);
};

export interface GraphqlCall {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

/** What a document asks for, for the record of requests; undefined when it cannot be read. */
export interface Outline {
  readonly operation: string;
  readonly name: string | undefined;
  /** Names of the root fields, not their aliases. */
  readonly fields: readonly string[];
  readonly createsContent: number;
}

function read(call: GraphqlCall): DocumentNode | GraphQLError {
  try {
    return parse(call.query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

const operationOf = (document: DocumentNode, name: string | null | undefined): OperationDefinitionNode | undefined =>
  document.definitions.find(
    (one): one is OperationDefinitionNode => one.kind === 'OperationDefinition' && (!name || one.name?.value === name),
  );

export function outline(call: GraphqlCall): Outline | undefined {
  const document = read(call);
  const operation = document instanceof GraphQLError ? undefined : operationOf(document, call.operationName);
  if (operation === undefined) return undefined;
  const fields = operation.selectionSet.selections.flatMap((one) => (one.kind === 'Field' ? [one.name.value] : []));
  return {
    operation: operation.operation,
    name: operation.name?.value,
    fields,
    createsContent: fields.filter((field) => CREATES_CONTENT.has(field)).length,
  };
}

/** Answers as GitHub does: HTTP 200 with `data`, `errors` or both. Root fields of a mutation run one after another; one that fails stops none of the others. */
export async function runGraphql(world: World, caller: Caller, call: GraphqlCall): Promise<object> {
  const document = read(call);
  if (document instanceof GraphQLError) return { errors: [invalid(document)] };
  const refused = validate(schema(), document);
  if (refused.length > 0) return { errors: refused.map(invalid) };
  const rootValue = operationOf(document, call.operationName)?.operation === 'mutation' ? mutations : queries;
  const contextValue = makeContext(world, caller);
  const answer = await execute({
    schema: schema(),
    document,
    fieldResolver: resolve,
    rootValue: { ...rootValue },
    contextValue,
    variableValues: call.variables ?? {},
    operationName: call.operationName ?? null,
  });
  if (answer.errors === undefined) return { data: answer.data };
  return { ...(answer.data === undefined ? {} : { data: answer.data }), errors: answer.errors.map(failed) };
}
