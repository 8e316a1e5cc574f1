import { ok } from '../../result.ts';
import type { FindingsEvidence } from '../evidence.ts';
import type { JsonFormat } from '../format.ts';
import { isCount, isList, isObject, listAt, objectAt, textAt, valueAt, wrongValue } from '../json.ts';
import { LEVEL_WORDS } from './scale.ts';
import { startTally } from './tally.ts';

/**
 * `biome check|ci|lint|format --reporter=json`: only `summary` is whole, of `diagnostics` at most 20 are printed unless `--max-diagnostics` says more.
 * `changed` and `unchanged` are the files it looked at. Biome 1 gives spans and nested texts where 2 gives lines and texts.
 * https://biomejs.dev/reference/reporters/#json
 */
export const BIOME: JsonFormat<FindingsEvidence> = {
  name: 'biome-json',
  title: 'Biome JSON',
  of: 'json',
  isOne: (document) => 'diagnosticsNotPrinted' in objectAt(document, 'summary') && isList(valueAt(document, 'diagnostics')),
  read(document) {
    const summary = objectAt(document, 'summary');
    const { errors, warnings, infos = 0, changed, unchanged } = summary;
    if (!isCount(errors)) return wrongValue('summary.errors', errors, 'a count');
    if (!isCount(warnings)) return wrongValue('summary.warnings', warnings, 'a count');
    if (!isCount(infos)) return wrongValue('summary.infos', infos, 'a count');
    if (!isCount(changed)) return wrongValue('summary.changed', changed, 'a count');
    if (!isCount(unchanged)) return wrongValue('summary.unchanged', unchanged, 'a count');
    const tally = startTally();
    for (const one of listAt(document, 'diagnostics')) {
      const category = textAt(one, 'category') ?? '';
      const told = () => ({ ...placeOf(one), rule: category, message: messageOf(one) });
      tally.add(LEVEL_WORDS(textAt(one, 'severity')).level, told);
      if (category.startsWith('internalError')) tally.couldNot(told);
    }
    return ok(
      tally.whole({ format: 'biome-json', unit: changed + unchanged, declared: { error: errors, warning: warnings, note: infos } }),
    );
  },
};

function placeOf(diagnostic: unknown): { readonly path: unknown; readonly line: unknown } {
  const location = objectAt(diagnostic, 'location');
  const path = valueAt(location, 'path');
  return { path: isObject(path) ? path['file'] : path, line: valueAt(valueAt(location, 'start'), 'line') };
}

function messageOf(diagnostic: unknown): unknown {
  const message = valueAt(diagnostic, 'message');
  if (!isList(message)) return message ?? valueAt(diagnostic, 'description');
  return textAt(diagnostic, 'description') ?? message.map((part) => textAt(part, 'content') ?? '').join('');
}
