/** A report is known by its content alone, so no format may take another's for its own. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { FORMATS, sampleText, truthsOf } from './reading.ts';

const root = join(import.meta.dirname, '../../fixtures/reports');
const OURS = new Map(['metrics', 'evals', 'attestation'].flatMap(truthsOf).map(([file, { format }]) => [file, format]));
OURS.set('benchmark-action/synthetic.custom-smaller.baseline.json', 'benchmark-action');

const all = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'truth.json')
  .map(({ parentPath, name }) => relative(root, join(parentPath, name)));

test.each(all)('%s is taken by its own format, or by none of these', (file) => {
  const text = sampleText(file);
  const known = FORMATS.filter((format) => {
    if (format.of === 'lines') return format.isHead(text.slice(0, 4096));
    if (format.of !== 'json') return false;
    const document = parsed(text);
    return document !== undefined && format.isOne(document);
  });
  const own = OURS.get(file);
  expect(known.map(({ name }) => name)).toEqual(own === undefined || isUnrecognisable(file) ? [] : [own]);
});

/** Cut, or no JSON at all: nothing to recognise. */
const isUnrecognisable = (file: string): boolean => file === 'prometheus/truncated.json' || file.endsWith('.html');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
