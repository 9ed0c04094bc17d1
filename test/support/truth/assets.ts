import { fleetLines, written } from './fleet.js';
import { ourName } from './vocabulary.js';

export type Row = Record<string, unknown>;

/** Numbers on the wire that mean yes or no. */
const FLAGS = new Set(['is_embedded']);
/** Times that the emulator's lists write as text, in UTC. The files of the vendor's exports keep the text. */
const WRITTEN_TIMES = new Set(['cert_issue_time', 'cert_expired_time']);
const instantOf = (text: string): string => new Date(`${text.replace(' ', 'T')}Z`).toISOString();

/**
 * Returns all rows of a type, written as Portolan must write them. Members that Portolan does not show are still there.
 */
export async function trueAssets(emulatorUrl: string, type: string): Promise<Row[]> {
  const rows = await fleetLines<Row & { kernel_module_info?: Row }>(emulatorUrl, `assets/${type}`);
  return rows.map(({ kernel_module_info: details, ...row }) =>
    Object.fromEntries(
      Object.entries({ ...row, ...details }).map(([name, value]) => [
        ourName(type, name),
        Array.isArray(value)
          ? socketsText(value as Row[])
          : FLAGS.has(name)
            ? value === 1
            : written(name, WRITTEN_TIMES.has(name) && value !== '' ? instantOf(String(value)) : value),
      ]),
    ),
  );
}

function socketsText(sockets: readonly Row[]): string | null {
  const texts = sockets.map((each) =>
    [
      each['listen_protocol'],
      `${String(each['listen_ip'])}:${String(each['listen_port'])}`,
      each['listen_status'],
    ].join(' '),
  );
  return texts.length === 0 ? null : texts.join('; ');
}

/** Returns the first few rows that are missing and the first few that are too many; both are empty when rows are equal. */
export function difference(
  rows: readonly Row[],
  truth: readonly Row[],
  members: readonly string[],
): { missing: string[]; surplus: string[]; rows: number } {
  const textOf = (row: Row) => JSON.stringify(members.map((member) => row[member] ?? null));
  const left = new Map<string, number>();
  for (const row of truth) left.set(textOf(row), (left.get(textOf(row)) ?? 0) + 1);
  const surplus: string[] = [];
  for (const text of rows.map(textOf)) {
    const count = left.get(text) ?? 0;
    if (count === 0) surplus.push(text);
    else if (count === 1) left.delete(text);
    else left.set(text, count - 1);
  }
  return { missing: [...left.keys()].slice(0, 3), surplus: surplus.slice(0, 3), rows: rows.length };
}
