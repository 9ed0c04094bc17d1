import { ports } from '../../upstream/hss/assets/port-profile.js';
import type { AssetDefinition } from '../definition.js';
import { contains, oneOf, portNumbers } from '../row-filter.js';
import { portKeys } from './port-keys.js';
import { EXPOSURES, PortRow, PROTOCOLS, STATUSES } from './port-row.js';
import { portSource } from './port-source.js';

/** Open ports. */
export const port: AssetDefinition<PortRow> = {
  profile: ports,
  row: PortRow,
  title: 'Open ports',
  plural: 'PortAssets',
  order: portSource.orderMembers,
  filters: {
    port: portNumbers('A port, a range such as `8000-8100`, or a list of these.'),
    protocol: oneOf('Protocol', PROTOCOLS),
    status: oneOf('Risk level', STATUSES),
    exposure: oneOf('Who can reach it', EXPOSURES),
    process: { ...contains('Path of the executable'), member: 'process_path' },
  },
  sorts: ['port', 'status'],
  namesNoHost: false,
  exported: portSource.exported !== undefined,
  source: () => portSource,
  keys: portKeys,
};
