import { NORMAL, riskOf } from './knowledge.js';
import { packRow, portOf, addressOf, STRIDE, typeOf, type PortTable } from './port-table.js';

/** Whether a port is ignored. The key is twice the port's number, plus one for UDP. */
export type IgnoredPorts = Map<number, boolean>;

/** Returns the rows with changed risks: normal for ignored ports, the port's usual risk for those set back. */
export function applyIgnored(table: PortTable, ignored: IgnoredPorts): PortTable {
  const copy = table.slice();
  for (let at = 0; at < copy.length; at += STRIDE) {
    const word = copy[at] as number;
    const [port, type] = [portOf(word), typeOf(word)];
    const udp = (type & 1) === 1;
    const ignore = ignored.get(port * 2 + (udp ? 1 : 0));
    if (ignore !== undefined)
      copy[at] = packRow(port, type, addressOf(word), ignore ? NORMAL : riskOf(port, udp));
  }
  return copy;
}
