/** A page and the part of the API that says the same: one question, one answer, two ways to show it. */
import type * as z from 'zod';
import type { Page } from '../../core/views/pages/layout.ts';
import type { Asked, Question } from './house.ts';

/** What of a query string a view knows: texts, each optional. */
export type Known = z.ZodObject<z.ZodRawShape>;

interface Definition<Q extends Known, M, A extends Question> {
  readonly name: string;
  /** Of the page, as Hono writes paths: `/promotions/:owner/:name/:number`. */
  readonly path: string;
  readonly summary: string;
  /** Whether it tells of one repository, and nothing to those who may not read it. */
  readonly isOfOne: boolean;
  readonly query: Q;
  /** Undefined when there is nothing there, or nothing for whoever asks. */
  readonly load: (asked: A, query: z.output<Q>) => Promise<M | undefined>;
  readonly page: (model: M) => Page | Promise<Page>;
  readonly json: (model: M) => unknown;
  /** What `json` makes, for the description of the API. */
  readonly answers: z.ZodType;
}

export interface Shown {
  readonly page: () => Page | Promise<Page>;
  readonly json: () => unknown;
}

export type Answered =
  | { readonly kind: 'misread'; readonly problems: readonly string[] }
  | { readonly kind: 'missing' }
  | ({ readonly kind: 'shown' } & Shown);

/** Most views need nothing but the question; some want to know who asks. */
export interface View<A extends Question = Asked>
  extends Pick<Definition<Known, unknown, A>, 'name' | 'path' | 'summary' | 'isOfOne' | 'query' | 'answers'> {
  readonly answer: (asked: A, query: URLSearchParams) => Promise<Answered>;
}

export function defineView<Q extends Known, M, A extends Question = Question>({ load, page, json, ...view }: Definition<Q, M, A>): View<A> {
  return {
    ...view,
    answer: async (asked, given) => {
      const read = view.query.safeParse(textsOf(given));
      if (!read.success) return { kind: 'misread', problems: problemsOf(read.error) };
      const model = await load(asked, read.data);
      return model === undefined ? { kind: 'missing' } : { kind: 'shown', page: () => page(model), json: () => json(model) };
    },
  };
}

/** A form sends every field; an empty one asks for nothing. */
export const textsOf = (query: URLSearchParams): Readonly<Record<string, string>> =>
  Object.fromEntries([...query].flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])));

export const problemsOf = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `"${path.join('.')}": ${message}`));
