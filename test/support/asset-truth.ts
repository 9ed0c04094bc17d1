/** What the emulator's fleet really holds of any fingerprint, told as Portolan should tell it; a second reading. */

export type Row = Record<string, unknown>;

const TIMES = new Set([
  'recent_scan_time', 'first_scan_time', 'update_time', 'launch_time', 'ctime', 'mtime', 'atime', 'record_time',
]); // prettier-ignore
const FLAGS = new Set(['is_embedded']);

/** All rows of a type, members as Portolan names and writes them; those it does not have are still there. */
export async function trueAssets(emulatorUrl: string, type: string): Promise<Row[]> {
  const response = await fetch(`${emulatorUrl}/__emulator/fleet/assets/${type}`);
  if (!response.ok) throw new Error(`no truth of ${type}: ${response.status}`);
  return (await response.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { kernel_module_info: details, ...row } = JSON.parse(line) as Row & { kernel_module_info?: Row };
      return Object.fromEntries(Object.entries({ ...row, ...details }).map(told));
    });
}

function told([name, value]: [string, unknown]): [string, unknown] {
  if (value === '') return [name, null];
  if (TIMES.has(name)) return [name, value === 0 ? null : new Date(value as number).toISOString()];
  if (FLAGS.has(name)) return [name, value === 1];
  return [name, value];
}

/** What of the truth is missing and what is too much, the first few of each; nothing of either when rows are the same. */
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
