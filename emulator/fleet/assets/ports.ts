import { addressText, riskWords } from '../port-json.js';
import { portOf, riskIn, STRIDE, typeOf, TYPES } from '../port-table.js';
import { PATHS } from '../services.js';
import type { AssetRow, RowMaker } from './row.js';

/** Open ports as rows like those of the other fingerprints; the third status is always spelt `unknow` here. */
export const portRows: RowMaker = (site) => {
  const { host } = site;
  const table = site.fleet.ports(host.index);
  const words = riskWords('unknow');
  return Array.from({ length: table.length / STRIDE }, (_, ordinal): AssetRow => {
    const at = ordinal * STRIDE;
    const word = table[at] as number;
    return {
      agent_id: site.agentId,
      host_id: site.host.id,
      host_name: site.host.name,
      host_ip: site.host.ip,
      laddr: addressText(host, word),
      path: PATHS[table[at + 2] as number] as string,
      pid: table[at + 1] as number,
      port: portOf(word),
      status: words[riskIn(word) as 0 | 1 | 2],
      type: TYPES[typeOf(word)] as string,
      container_id: site.boxId(table[at + 3] as number),
      container_name: site.boxName(table[at + 3] as number),
    };
  });
};
