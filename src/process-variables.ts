import type { Variables } from './env.ts';

/** The variables of this process; apart, because commands that only hand them on begin faster without what `env.ts` loads. */
export const processVariables = (): Variables => process.env;
