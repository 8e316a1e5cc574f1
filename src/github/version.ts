/** The version of this program; `test/contract/app-manifest.test.ts` holds it to package.json, so that a bundle needs no file beside it. */
export const VERSION = '0.1.0';
