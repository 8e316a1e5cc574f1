/** Markdown as a reader sees it, by a real renderer of GitHub's flavour. */
import { micromark, type Options } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

const options: Options = {
  extensions: [gfm()],
  htmlExtensions: [gfmHtml()],
  allowDangerousHtml: true,
  allowDangerousProtocol: true,
};
export const render = (markdown: string): string => micromark(markdown, options);

/** Names of all opening tags, in order. */
export const elements = (html: string): readonly string[] =>
  [...html.matchAll(/<([a-z][a-z0-9]*)\b[^>]*>/gi)].map(([, name]) => (name ?? '').toLowerCase());

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };

/** Without comments and tags, entities decoded (the renderer writes four). */
export const visible = (html: string): string =>
  html
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replaceAll(/<\/?[a-z][^>]*>/gi, '')
    .replaceAll(/&(?:amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity);

/** Milliseconds of one call at full size that harm nobody, however they grew: there the garbage collector measures itself. */
const HARMLESS = 10;

/**
 * How much longer a function takes for twice the input: 2 is linear, 4 quadratic. Measured from a quarter of the size to full size, the
 * best of several calls each, and again when it looks bad: a busy machine is slow by chance, a quadratic function every time.
 */
export function growth(run: (size: number) => () => unknown, full: number): number {
  const [small, large] = [run(full / 4), run(full)];
  let least = Number.POSITIVE_INFINITY;
  for (let again = 0; again < 5 && least > 2.5; again += 1) {
    const slow = best(large);
    if (slow < HARMLESS) return 1;
    least = Math.min(least, Math.sqrt(slow / best(small)));
  }
  return least;
}

function best(run: () => unknown): number {
  const times = Array.from({ length: 6 }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return Math.min(...times);
}
