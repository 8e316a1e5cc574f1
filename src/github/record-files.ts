/** The files that records change, with the branch they stand on, in one question. */
import * as z from 'zod';
import { nameOf } from '../app/lanes.ts';
import type { Ref } from '../core/promotion.ts';
import type { Misfit } from '../core/seen-run.ts';
import { ask, type Client, GraphqlRefused, promised } from './graphql.ts';

/** A text, undefined where there is no file, or why it cannot be changed. */
type File = string | undefined | Misfit;

export interface ReadFiles {
  readonly oid: string;
  readonly files: ReadonlyMap<string, File>;
}

export interface Read {
  readonly repositoryId: string;
  /** The default branch; undefined in a repository without commits. */
  readonly head: (ReadFiles & { readonly branch: string }) | undefined;
  /** The promotion's own branch, where there is one. */
  readonly own: ReadFiles | undefined;
  /** The open pull request of that branch. */
  readonly pull: { readonly number: number; readonly url: string } | undefined;
}

const blob = z.object({
  text: z.string().nullish(),
  isBinary: z.boolean().nullish(),
  isTruncated: z.boolean().optional(),
  byteSize: z.int().optional(),
});
const branch = z.object({ name: z.string(), target: z.object({ oid: z.string() }).nullable() }).nullish();
const pulls = z.object({ nodes: z.array(z.object({ number: z.int(), url: z.string(), isCrossRepository: z.boolean() })) });
const repository = z.looseObject({ id: z.string(), head: branch, own: branch, pulls: pulls.optional() });

const BLOB = '... on Blob { text isBinary isTruncated byteSize }';
const MOST_BYTES = 512 * 1024;

/** @throws when GitHub does not say. */
export async function readFiles(
  client: Client,
  ref: Ref,
  { paths, own }: { readonly paths: readonly string[]; readonly own: string | undefined },
): Promise<Read> {
  const { query, variables } = questionOf(ref, paths, own);
  const { data, errors } = await ask(client, query, variables);
  if (errors.length > 0) throw new GraphqlRefused(`reading the records of ${nameOf(ref)}`, errors);
  const found = promised(z.object({ repository }), data, `the files of ${nameOf(ref)}`).repository;
  const filesOf = (letter: string): ReadFiles['files'] => new Map(paths.map((path, index) => [path, fileOf(found[`${letter}${index}`])]));
  const { head } = found;
  const pull = found.pulls?.nodes.find(({ isCrossRepository }) => !isCrossRepository);
  return {
    repositoryId: found.id,
    head: head?.target ? { branch: head.name, oid: head.target.oid, files: filesOf('f') } : undefined,
    own: found.own?.target ? { oid: found.own.target.oid, files: filesOf('o') } : undefined,
    pull: pull && { number: pull.number, url: pull.url },
  };
}

function questionOf({ owner, repo }: Ref, paths: readonly string[], own: string | undefined) {
  const variables: Record<string, unknown> = { owner, repo };
  const fields: string[] = [];
  for (const [letter, revision] of [['f', 'HEAD'] as const, ...(own === undefined ? [] : [['o', `refs/heads/${own}`] as const])]) {
    for (const [index, path] of paths.entries()) {
      variables[`${letter}${index}`] = `${revision}:${path}`;
      fields.push(`    ${letter}${index}: object(expression: $${letter}${index}) { ${BLOB} }`);
    }
  }
  if (own !== undefined) {
    Object.assign(variables, { own, ref: `refs/heads/${own}` });
    fields.push('    own: ref(qualifiedName: $ref) { name target { oid } }');
    fields.push('    pulls: pullRequests(headRefName: $own, states: OPEN, first: 10) { nodes { number url isCrossRepository } }');
  }
  const declared = Object.keys(variables).map((name) => `$${name}: String!`);
  const head = '    id\n    head: defaultBranchRef { name target { oid } }';
  const inner = `  repository(owner: $owner, name: $repo) {\n${[head, ...fields].join('\n')}\n  }`;
  return { query: `query Records(${declared.join(', ')}) {\n${inner}\n}`, variables };
}

/** Only what can be written back byte for byte is read. */
function fileOf(found: unknown): File {
  if (found === null || found === undefined) return undefined;
  const { text, isBinary, isTruncated, byteSize } = promised(blob, found, 'a file');
  if (byteSize !== undefined && byteSize > MOST_BYTES) {
    return { code: 'file_too_big', facts: { bytes: String(byteSize), limit: String(MOST_BYTES) } };
  }
  const isWhole = typeof text === 'string' && !isBinary && !isTruncated && Buffer.byteLength(text) === byteSize;
  return isWhole ? text : { code: 'file_not_text', facts: {} };
}
