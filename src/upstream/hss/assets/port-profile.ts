import { CYCLE, type AssetProfile } from './descriptor.js';

/** Open ports beside their rows, which have calls of their own in the client. */
export const ports: AssetProfile = {
  type: 'port',
  statistics: { api: '/asset/port/statistics', name: 'port' },
  top: { api: '/asset/overview/statistics/top/port' },
  countedAs: 'port_num',
  collectedAs: [],
  cycleS: CYCLE.ports,
};
