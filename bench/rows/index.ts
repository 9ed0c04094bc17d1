import type { Row } from '../row.js';
import { fanOut } from './p01-fan-out.js';
import { pageCost } from './p02-page-cost.js';
import { usualFanOut } from './p03-usual-fan-out.js';
import { memory } from './p04-memory.js';
import { freshPage } from './p05-fresh-page.js';
import { cachedPage } from './p06-cached-page.js';
import { quota } from './p07-quota.js';
import { fairness } from './p08-fairness.js';
import { wholeFleetQuestions } from './p09-whole-fleet-questions.js';
import { hedging } from './p10-hedging.js';
import { largeBody } from './p11-large-body.js';
import { planner } from './p12-planner.js';
import { replicas } from './p13-replicas.js';
import { start } from './p14-start.js';
import { compressed } from './p15-compressed.js';
import { byPort } from './p16-by-port.js';
import { largeFleet } from './p17-large-fleet.js';
import { explorer } from './p18-explorer.js';

/** All rows of the bench's table, in its order. */
export const ROWS: readonly Row[] = [
  fanOut,
  pageCost,
  usualFanOut,
  memory,
  freshPage,
  cachedPage,
  quota,
  fairness,
  wholeFleetQuestions,
  hedging,
  largeBody,
  planner,
  replicas,
  start,
  compressed,
  byPort,
  largeFleet,
  explorer,
];
