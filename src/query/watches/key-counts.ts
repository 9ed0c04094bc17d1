import type { KeyCount } from '../question/fleet-query.js';
import type { KeptKey } from './watch.js';

/** What the statistics say about one key. */
export interface CountedKey {
  readonly key: string | number;
  /** Equal when no line of the key has changed. */
  readonly counts: string;
  /** About how many rows. */
  readonly rows: number;
}

/** Returns the keys of the statistics, each with all of its lines. */
export function countedKeys(lines: readonly KeyCount[]): Map<string | number, CountedKey> {
  const byKey = new Map<string | number, KeyCount[]>();
  for (const line of lines) {
    const known = byKey.get(line.key);
    if (known === undefined) byKey.set(line.key, [line]);
    else known.push(line);
  }
  return new Map([...byKey].map(([key, own]) => [key, countedKey(key, own)]));
}

function countedKey(key: string | number, lines: readonly KeyCount[]): CountedKey {
  const texts = lines.map(({ rows, traits }) =>
    [rows, ...Object.entries(traits).map(([name, value]) => `${name}=${value}`)].join(' '),
  );
  return { key, counts: texts.sort().join(', '), rows: lines.reduce((sum, { rows }) => sum + rows, 0) };
}

/** Returns the lines of the statistics that count the rows of keys, as they were. */
export function keptLines(keys: readonly KeptKey[]): KeyCount[] {
  return keys.flatMap(({ key, counts }) =>
    (counts === null ? [] : counts.split(', ')).map((text) => lineOf(key, text)),
  );
}

function lineOf(key: string | number, text: string): KeyCount {
  const [rows, ...traits] = text.split(' ');
  const entries = traits.map((trait) => {
    const [name = '', value = ''] = trait.split('=');
    return [name, /^\d+$/.test(value) ? Number(value) : value] as const;
  });
  return { key, rows: Number(rows), traits: Object.fromEntries(entries) };
}
