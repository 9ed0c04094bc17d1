import type { Cloud } from '../cloud.js';
import { PlannerRig, type ChangesPage } from './rig.js';
import { readTruth, rowText, type Truth, type TruePort } from '../../test/support/truth/ports.js';

const FRACTION = 0.01;

/** The changes that `/v1/ports/changes` reports, beside the changes that were really made. */
export interface ChangesFound {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Real changes: rows that were added, rows that were removed, and ports whose status changed. */
  readonly true: { readonly added: number; readonly removed: number; readonly changed: number };
  readonly missed: number;
  readonly invented: number;
  readonly calls: number;
  readonly pages: number;
  readonly wallMs: number;
}

/** Reads the fleet, changes 1 % of its rows and asks what changed. Restores the rows at the end. */
export async function measureChanges(cloud: Cloud, port: number, truth: Truth): Promise<ChangesFound> {
  const rig = await PlannerRig.start(port, cloud);
  const control = `${cloud.url}/__emulator/fleet`;
  try {
    await rig.ask({ hosts: { all: true }, plan: 'by-port', max_age: 0 });
    const since = new Date().toISOString();
    const mutated = await fetch(`${control}/mutate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fraction: FRACTION, seed: 7 }),
    });
    const counts = (await mutated.json()) as { opened: number; closed: number; changed: number };
    const after = await readTruth(cloud.url);
    await cloud.clear();
    const started = performance.now();
    const pages: ChangesPage[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await rig.changes(`since=${since}&max_age=0&limit=1000&timeout_ms=300000${next}`);
      pages.push(page);
      cursor = page.next_cursor;
    }
    const wallMs = performance.now() - started;
    const calls = await cloud.calls();
    const items = pages.flatMap((page) => page.items);
    const was = items.filter(({ change }) => change !== 'added').map(before);
    const is = items.filter(({ change }) => change !== 'removed');
    const gone = differenceOf(truth, after);
    const come = differenceOf(after, truth);
    const [old, young] = [compareTexts(was.map(rowText), gone), compareTexts(is.map(rowText), come)];
    const of = (kind: string): number => items.filter(({ change }) => change === kind).length;
    return {
      added: of('added'),
      removed: of('removed'),
      changed: of('changed'),
      true: { added: counts.opened, removed: counts.closed, changed: counts.changed },
      missed: old.missed + young.missed,
      invented: old.invented + young.invented,
      calls,
      pages: pages.length,
      wallMs,
    };
  } finally {
    await fetch(`${control}/reset`, { method: 'POST' });
    await rig.stop();
  }
}

/** The row of a change as it was. */
function before(row: ChangesPage['items'][number]): TruePort {
  return row.change === 'removed' ? row : { ...row, status: row.status_before ?? '' };
}

/** Returns the rows of the first that the second does not have, as texts. */
function differenceOf(one: Truth, other: Truth): string[] {
  const others = new Set(other.rows.map(rowText));
  return one.rows.map(rowText).filter((text) => !others.has(text));
}

function compareTexts(
  told: readonly string[],
  wanted: readonly string[],
): { missed: number; invented: number } {
  const [given, right] = [new Set(told), new Set(wanted)];
  const invented = told.length - given.size + [...given].filter((text) => !right.has(text)).length;
  return { missed: wanted.filter((text) => !given.has(text)).length, invented };
}
