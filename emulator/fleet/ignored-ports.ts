import { NORMAL, riskOf } from './knowledge.js';
import { packRow, portOf, addressOf, STRIDE, typeOf, type PortTable } from './port-table.js';

/** By port, twice its number and one more for UDP: whether it is ignored (true) or judged again (false). */
export type IgnoredPorts = Map<number, boolean>;

/** The rows with the risk that "ignore" leaves them: normal; judged again, the port's usual one. */
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
