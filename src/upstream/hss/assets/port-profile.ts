import { CYCLE, type AssetProfile } from './descriptor.js';

/** Open ports beside their rows, which have calls of their own in the client. */
export const ports: AssetProfile = {
  type: 'port',
  vendorNames: {
    port: ['port'],
    protocol: ['type'],
    listen_address: ['laddr'],
    ip_version: ['type', 'laddr'],
    exposure: ['laddr'],
    status: ['status', 'port_status'],
    pid: ['pid'],
    process_path: ['path'],
    container_id: ['container_id'],
    agent_id: ['agent_id'],
  },
  statistics: { api: '/asset/port/statistics', name: 'port' },
  top: { api: '/asset/overview/statistics/top/port' },
  countedAs: 'port_num',
  collectedAs: [],
  cycleS: CYCLE.ports,
};
