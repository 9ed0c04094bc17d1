import type { Row } from '../row.js';
import { fanOut } from './p01-fan-out.js';
import { pageCost } from './p02-page-cost.js';
import { freshPage } from './p05-fresh-page.js';
import { cachedPage } from './p06-cached-page.js';
import { byPort } from './p16-by-port.js';
import { largeFleet } from './p17-large-fleet.js';

/** All rows of the bench's table, in its order. */
export const ROWS: readonly Row[] = [fanOut, pageCost, freshPage, cachedPage, byPort, largeFleet];
