/** Stage records: what of them a promotion changes. */
import type { Site } from './site.ts';

/** Whether the config names records that this promotion is written into. */
export const hasRecords = (_site: Site): boolean => false;
