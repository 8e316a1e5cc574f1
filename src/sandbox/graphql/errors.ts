/** Errors as GitHub's GraphQL answers carry them: `type` stands beside `message`, not in `extensions`. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Refusal } from '../acts.ts';

export const notFound = (message: string): Refusal => new Refusal('NOT_FOUND', message);
export const forbidden = (): Refusal => new Refusal('FORBIDDEN', 'Resource not accessible by integration');

// assumed: the code names and the words of refused documents; no page lists them.
const CODES: readonly (readonly [RegExp, string])[] = [
  [/^Cannot query field/, 'undefinedField'],
  [/^Unknown argument/, 'argumentNotAccepted'],
  [/^Unknown type/, 'undefinedType'],
  [/must have a selection of subfields/, 'selectionMismatch'],
  [/argument ".*" of type .* is required/, 'missingRequiredArguments'],
  [/^Variable/, 'variableMismatch'],
];

/** A document GitHub would not run. */
export function invalid(error: GraphQLError): object {
  const code = CODES.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'parseError';
  return { ...error.toJSON(), extensions: { code } };
}

/** A field that could not be answered. An error that is no refusal is a defect of the sandbox and is thrown on. */
export function failed(error: GraphQLError): GraphQLFormattedError & { type?: string } {
  const cause = error.originalError;
  if (cause instanceof Refusal) return { type: cause.type, ...error.toJSON() };
  if (cause === undefined || cause instanceof GraphQLError) return error.toJSON();
  throw cause;
}
