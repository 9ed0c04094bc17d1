import { DANGER, NORMAL } from './knowledge.js';
import { packRow, portOf, STRIDE, typeOf, type PortTable } from './port-table.js';

/** One TCP port of one server that was opened or closed on order. */
export interface PortEdit {
  readonly port: number;
  readonly open: boolean;
  readonly danger: boolean;
}

/** Process of a socket that was opened on order (choice). */
const PID = 4_242;

/** Returns the rows after these edits, in their order. A port that is opened again replaces what was there. */
export function applyEdits(table: PortTable, edits: readonly PortEdit[]): PortTable {
  let rows = Array.from(table);
  for (const { port, open, danger } of edits) {
    const kept: number[] = [];
    for (let at = 0; at < rows.length; at += STRIDE) {
      const word = rows[at] as number;
      if (portOf(word) !== port || typeOf(word) !== 0) kept.push(...rows.slice(at, at + STRIDE));
    }
    if (open) kept.push(packRow(port, 0, 0, danger ? DANGER : NORMAL), PID, 0, -1);
    rows = kept;
  }
  return Int32Array.from(rows);
}
