/** Stories that only the App can tell. */
import { test } from '@jest/globals';
import { byAction } from './told-by.ts';

/**
 * For a story about teams, which a run of a workflow cannot read, about what belongs to the App (its permissions, an import in its name), or
 * about addresses of github.com, where a run knows only its own.
 */
export const testOfApp: typeof test = byAction ? (test.skip as typeof test) : test;
