import { hostFilters } from './asset-filter.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

export const AUTO_LAUNCH_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'name', 'type', 'path', 'hash', 'run_user', 'recent_scan_time',
]; // prettier-ignore

const TYPES = ['0', '1', '2', '3', '4'];

export const autoLaunchRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/auto-launchs',
    type: 'auto_launch',
    row: AUTO_LAUNCH_MEMBERS,
    category: false,
    partMatch: true,
    filters: [
      { name: 'host_id', max: 64 },
      ...hostFilters('choice'),
      { name: 'name', match: 'choice' },
      { name: 'type', words: TYPES },
    ],
  }),
  statisticsList({
    path: '/asset/auto-launch/statistics',
    type: 'auto_launch',
    by: ['name', 'type'],
    // The vendor prints a number in lists and a text here.
    asText: ['type'],
    filters: [
      { name: 'name', match: 'part' },
      { name: 'type', words: TYPES },
    ],
  }),
];
