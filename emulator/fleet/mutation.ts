import { DANGER, UNKNOWN } from './knowledge.js';
import { hash } from './random.js';
import { packRow, portOf, riskIn, STRIDE, type PortTable } from './port-table.js';

/** A change of a share of all port rows. The same change of the same rows gives the same result. */
export interface Mutation {
  /** Share of the rows it touches, in (0, 1]. */
  readonly fraction: number;
  readonly seed: number;
}

export interface MutationCounts {
  opened: number;
  closed: number;
  /** Rows that became dangerous. */
  changed: number;
}

const RISK_MASK = ~(3 << 22);

function freePort(pool: Uint16Array, used: ReadonlySet<number>, start: number): number {
  for (let i = 0; i < pool.length; i += 1) {
    const port = pool[(start + i) % pool.length] as number;
    if (!used.has(port)) return port;
  }
  return 0;
}

/**
 * One server's rows after the wave: of the rows hit, one in three closes, one turns dangerous (or closes, if it already
 * was), and one gets a new neighbour on a port the server did not use. Rows not hit keep everything but their place.
 */
export function mutate(
  table: PortTable,
  hostIndex: number,
  wave: Mutation,
  pool: Uint16Array,
  counts?: MutationCounts,
): PortTable {
  const limit = wave.fraction * 4294967296;
  let rows: number[] | undefined;
  let used: Set<number> | undefined;
  for (let at = 0, ordinal = 0; at < table.length; at += STRIDE, ordinal += 1) {
    const draw = hash(wave.seed, hostIndex, ordinal);
    const word = table[at] as number;
    const [pid, path, container] = [
      table[at + 1] as number,
      table[at + 2] as number,
      table[at + 3] as number,
    ];
    if (draw >= limit) {
      rows?.push(word, pid, path, container);
      continue;
    }
    rows ??= Array.from(table.subarray(0, at));
    const choice = hash(draw, ordinal, 3) % 3;
    if (choice === 2) {
      used ??= new Set(
        Array.from({ length: table.length / STRIDE }, (_, i) => portOf(table[i * STRIDE] as number)),
      );
      const port = freePort(pool, used, draw % pool.length);
      if (port > 0) {
        used.add(port);
        rows.push(packRow(port, 0, 0, (draw & 1) === 0 ? DANGER : UNKNOWN), 2000 + (draw % 60_000), path, -1);
        if (counts) counts.opened += 1;
      }
      rows.push(word, pid, path, container);
    } else if (choice === 1 && riskIn(word) !== DANGER) {
      rows.push((word & RISK_MASK) | (DANGER << 22), pid, path, container);
      if (counts) counts.changed += 1;
    } else if (counts) counts.closed += 1;
  }
  return rows === undefined ? table : Int32Array.from(rows);
}
