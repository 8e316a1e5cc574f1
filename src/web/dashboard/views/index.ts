/** Every view; a new one is a file beside this one and a line here. */
import type { View } from '../view.ts';
import { environments } from './environments.ts';
import { promotions } from './promotions.ts';

export const VIEWS: readonly View[] = [environments, promotions];
