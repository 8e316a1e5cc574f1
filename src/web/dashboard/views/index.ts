/** Every view; a new one is a file beside this one and a line here. */
import type { View } from '../view.ts';
import { audit } from './audit.ts';
import { environments } from './environments.ts';
import { metrics } from './metrics.ts';
import { promotion } from './promotion.ts';
import { promotions } from './promotions.ts';
import { waiting } from './waiting.ts';

export const VIEWS: readonly View[] = [environments, promotions, promotion, waiting, metrics, audit];
