import { compareKeys } from '../../fleet/order.js';
import { Fault } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { AssetRow } from '../question/fleet-query.js';
import { QueryContext } from '../question/query-context.js';
import { changesBetween, type FoundChange } from './compare-rows.js';
import { packKey, putPieces, readKept } from './kept-rows.js';
import type { BaselineReason, KeptKey, Watch, WatchRecord } from './watch.js';
import type { WatchBook } from './watch-book.js';
import {
  callerOf,
  WatchReading,
  type RowsByKey,
  type WatchCounts,
  type WatchReadingTools,
} from './watch-reading.js';
import { WatchStoreFailure, type KeptKeys, type WatchStore } from './watch-store.js';

/** What a look did: `late` when another replica looked at the same time. */
export type LookResult = 'unchanged' | 'changed' | 'whole' | 'baseline' | 'late' | 'failed';

/** Longest look that reads counts and the keys that they show, in milliseconds. A choice: minutes under a small quota. */
const LOOK_MS = 600_000;
/** Longest reading of everything, in milliseconds. A choice: many times what an export takes. */
const WHOLE_MS = 3_600_000;
/** Wait after a reading of everything that failed, in milliseconds. A choice. */
const WHOLE_AGAIN_MS = 600_000;
/** Memory of Redis that the rows of one watch may take, in bytes. A choice. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Keys that are compared before what was packed is written. A choice. */
const KEYS_AT_ONCE = 64;

export interface LookEvents {
  /** A watch compares anew. */
  baseline(watch: string, reason: BaselineReason, rows: number): void;
  failed(watch: string, code: string, error: unknown): void;
}

/** What a look compares with, and what it has read. */
interface Comparison<Row extends AssetRow> {
  readonly record: WatchRecord;
  readonly keys: KeptKeys;
  readonly counts: WatchCounts;
  readonly rows: RowsByKey<Row>;
}

/** Looks at what watches are about: first at the vendor's counts, then at what has changed in them. */
export class Looks {
  /** Watches that had a baseline while this process lived. */
  private readonly seen = new Set<string>();

  constructor(
    private readonly store: WatchStore,
    private readonly book: WatchBook,
    private readonly tools: WatchReadingTools,
    private readonly events: LookEvents,
  ) {}

  /** Remembers which watches have a baseline, to notice when it is lost. */
  async remember(names: readonly string[]): Promise<void> {
    for (const name of names) if ((await this.book.read(name)).baselineMs > 0) this.seen.add(name);
  }

  /** Returns how many seconds ago watches looked last with success; those that never did are missing. */
  async ages(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const ages = new Map<string, number>();
    for (const name of names) {
      const { lookedMs } = await this.book.read(name);
      if (lookedMs > 0) ages.set(name, Math.max(0, Date.now() - lookedMs) / 1_000);
    }
    return ages;
  }

  /**
   * Looks once. The first look is a baseline and tells nothing.
   *
   * @throws WatchStoreFailure; what `signal` aborts with. What the vendor fails to give is noted in the record instead.
   */
  async look<Row extends AssetRow>(watch: Watch<Row>, signal: AbortSignal): Promise<LookResult> {
    const { name } = watch;
    const record = await this.book.read(name);
    const begin = this.baselineReason(watch, record);
    if (begin !== undefined)
      return this.tried(watch, signal, () => this.baseline(watch, record, begin, signal));
    this.seen.add(name);
    if (isWholeDue(watch, record)) {
      const done = await this.tried(watch, signal, () => this.whole(watch, record, signal), {
        wholeFailedMs: Date.now(),
      });
      // The counts may be had where everything may not.
      if (done !== 'failed') return done;
    }
    return this.tried(watch, signal, () => this.byCounts(watch, record, signal));
  }

  private baselineReason(
    { name, question }: Pick<Watch, 'name' | 'question'>,
    { baselineMs, question: before }: WatchRecord,
  ): BaselineReason | undefined {
    if (baselineMs === 0) return this.seen.has(name) ? 'state_lost' : 'first';
    return question === before ? undefined : 'query_changed';
  }

  /** Does a look; notes why it failed. */
  private async tried(
    { name }: Pick<Watch, 'name'>,
    signal: AbortSignal,
    look: () => Promise<LookResult>,
    onFailure: Partial<WatchRecord> = {},
  ): Promise<LookResult> {
    try {
      return await look();
    } catch (error) {
      if (signal.aborted || error instanceof WatchStoreFailure) throw error;
      const code = codeOf(error);
      this.events.failed(name, code, error);
      await this.book.change(name, () => ({ ...onFailure, failure: { code, atMs: Date.now() } }));
      return 'failed';
    }
  }

  private async byCounts<Row extends AssetRow>(
    watch: Watch<Row>,
    record: WatchRecord,
    signal: AbortSignal,
  ): Promise<LookResult> {
    const atMs = Date.now();
    return this.reading(watch, LOOK_MS, signal, async (reading) => {
      const keys = await this.store.keys(watch.name);
      if (keys === undefined) return this.startAnew(watch, record, signal);
      const counts = await reading.counts({ keys, counted: record.counted });
      const changed = changedKeys(keys, counts);
      const { counted } = counts;
      const looked = { lookedMs: atMs, failure: null, unlisted: counts.unlisted.size };
      const seen = counted === undefined ? looked : { ...looked, counted };
      if (changed.length === 0) {
        await this.book.change(watch.name, () => seen);
        return 'unchanged';
      }
      const rows = await reading.keys(changed, counts.asOf);
      const compared = await this.compare(watch, { record, keys, counts, rows }, changed);
      if (compared === undefined) return this.startAnew(watch, record, signal);
      return this.keep(watch, record, { ...compared, seenBy: 'counts', atMs, record: seen });
    });
  }

  private async whole<Row extends AssetRow>(
    watch: Watch<Row>,
    record: WatchRecord,
    signal: AbortSignal,
  ): Promise<LookResult> {
    const atMs = Date.now();
    return this.reading(watch, WHOLE_MS, signal, async (reading) => {
      const counts = await reading.counts();
      const rows = await reading.whole();
      const keys = await this.store.keys(watch.name);
      if (keys === undefined) return this.startAnew(watch, record, signal);
      const all = new Set([...keys.map(({ key }) => key), ...counts.keys.keys(), ...rows.keys]);
      const compared = await this.compare(watch, { record, keys, counts, rows }, [...all]);
      if (compared === undefined) return this.startAnew(watch, record, signal);
      const seen = { lookedMs: atMs, wholeMs: atMs, wholeFailedMs: 0, failure: null };
      const done = { ...seen, unlisted: counts.unlisted.size };
      const kept = await this.keep(watch, record, { ...compared, seenBy: 'whole', atMs, record: done });
      if (kept === 'late') return kept;
      await this.sweep(watch.name, compared.keys);
      return 'whole';
    });
  }

  /** Reads everything and keeps it, without comparing it with anything. */
  private async baseline<Row extends AssetRow>(
    watch: Watch<Row>,
    record: WatchRecord,
    reason: BaselineReason,
    signal: AbortSignal,
  ): Promise<LookResult> {
    const atMs = Date.now();
    return this.reading(watch, WHOLE_MS, signal, async (reading) => {
      const counts = await reading.counts();
      const rows = await reading.whole();
      if (rows.failed.size > 0) throw new Fault('unavailable', 'not all hosts could be read');
      const all = [...new Set([...counts.keys.keys(), ...rows.keys])];
      const compared = await this.compare(
        { ...watch, tells: () => false },
        { record, keys: [], counts, rows },
        all,
      );
      if (compared === undefined) return 'late';
      const begun = { question: watch.question, baselineMs: atMs, baselineReason: reason, failure: null };
      const seen = {
        ...begun,
        lookedMs: atMs,
        wholeMs: atMs,
        wholeFailedMs: 0,
        unlisted: counts.unlisted.size,
      };
      const kept = await this.keep(watch, record, { ...compared, seenBy: 'whole', atMs, record: seen });
      if (kept === 'late') return kept;
      await this.sweep(watch.name, compared.keys);
      this.seen.add(watch.name);
      this.events.baseline(watch.name, reason, rowsOf(compared.keys));
      return 'baseline';
    });
  }

  /** Makes a new baseline where what was kept is gone, unless another replica has just replaced it. */
  private async startAnew<Row extends AssetRow>(
    watch: Watch<Row>,
    record: WatchRecord,
    signal: AbortSignal,
  ): Promise<LookResult> {
    const { keysVersion } = await this.book.read(watch.name);
    return keysVersion === record.keysVersion ? this.baseline(watch, record, 'state_lost', signal) : 'late';
  }

  /** Compares the rows of some keys with those that are kept, and keeps the new ones. Undefined when the old ones are gone. */
  private async compare<Row extends AssetRow>(
    watch: Watch<Row>,
    { keys, counts, rows }: Comparison<Row>,
    compared: readonly (string | number)[],
  ): Promise<{ readonly changes: FoundChange[]; readonly keys: KeptKeys } | undefined> {
    const { name } = watch;
    const next = new Map(keys.map((kept) => [kept.key, kept]));
    const changes: FoundChange[] = [];
    for (let at = 0; at < compared.length; at += KEYS_AT_ONCE) {
      const some = compared.slice(at, at + KEYS_AT_ONCE);
      const before = await readKept<Row>(
        this.store,
        name,
        some.flatMap((key) => next.get(key) ?? []),
      );
      if (before === undefined) return undefined;
      const contents = new Map<string, Buffer>();
      for (const key of some) {
        const was = before.get(key) ?? [];
        const is = withFailed(rows.of(key), was, rows.failed, watch);
        changes.push(...(await changesBetween(watch, was, is)));
        const line = counts.keys.get(key)?.counts ?? null;
        const packed = await packKey({ key, counts: line }, is, next.get(key));
        for (const [piece, content] of packed.contents) contents.set(piece, content);
        if (line === null && is.length === 0) next.delete(key);
        else next.set(key, packed.kept);
      }
      await putPieces(this.store, name, contents);
    }
    const bytes = [...next.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    if (bytes > MOST_BYTES) throw new Fault('answer_too_large', 'the rows of a watch take too much memory');
    return { changes, keys: [...next.values()] };
  }

  private async keep<Row extends AssetRow>(
    { name, hook }: Watch<Row>,
    record: WatchRecord,
    found: Omit<Parameters<WatchBook['keep']>[2], 'sends'>,
  ): Promise<LookResult> {
    const before = await this.store.keys(name);
    const outcome = {
      ...found,
      record: { ...found.record, rows: rowsOf(found.keys) },
      sends: hook !== undefined,
    };
    const kept = await this.book.keep(name, record.keysVersion, outcome);
    if (kept === undefined) return 'late';
    const still = new Set(found.keys.flatMap(({ pieces }) => pieces));
    const gone = (before ?? []).flatMap(({ pieces }) => pieces).filter((piece) => !still.has(piece));
    if (gone.length > 0) await this.store.drop(name, gone);
    return 'changed';
  }

  /** Forgets pieces that nothing names: of looks that were cut off. */
  private async sweep(name: string, keys: KeptKeys): Promise<void> {
    const { batches } = await this.book.read(name);
    const named = [...keys.flatMap(({ pieces }) => pieces), ...batches.map(({ piece }) => piece)];
    await this.store.keepOnly(name, new Set(named));
  }

  private async reading<Row extends AssetRow>(
    watch: Watch<Row>,
    timeoutMs: number,
    signal: AbortSignal,
    work: (reading: WatchReading<Row>) => Promise<LookResult>,
  ): Promise<LookResult> {
    const context = new QueryContext(callerOf(watch).id, timeoutMs, signal, { lane: 'bulk', paid: true });
    try {
      return await work(new WatchReading(watch, context, this.tools));
    } finally {
      context.dispose();
    }
  }
}

/** Returns the keys whose lines are others than those that are kept, and that can be read by key. */
function changedKeys(keys: KeptKeys, { keys: counted, unlisted }: WatchCounts): (string | number)[] {
  const kept = new Map<string | number, KeptKey>(keys.map((each) => [each.key, each]));
  const changed = [...counted.values()].filter(({ key, counts }) => kept.get(key)?.counts !== counts);
  const gone = keys.filter(({ key, counts }) => counts !== null && !counted.has(key));
  return [...changed, ...gone].map(({ key }) => key).filter((key) => !unlisted.has(key));
}

/** Returns the rows of a key, for hosts that could not be read those that are kept. */
function withFailed<Row extends AssetRow>(
  rows: readonly Row[],
  kept: readonly Row[],
  failed: ReadonlySet<string>,
  { source }: Watch<Row>,
): readonly Row[] {
  if (failed.size === 0) return rows;
  const known = rows.filter(({ host_id: host }) => !failed.has(host));
  const older = kept.filter(({ host_id: host }) => failed.has(host));
  return [...known, ...older].sort((a, b) => compareKeys(a.host_id, b.host_id) || source.compare(a, b));
}

function isWholeDue(
  { fullEveryMs }: Pick<Watch, 'fullEveryMs'>,
  { wholeMs, wholeFailedMs }: WatchRecord,
): boolean {
  const now = Date.now();
  return now - wholeMs >= fullEveryMs && now - wholeFailedMs >= Math.min(fullEveryMs, WHOLE_AGAIN_MS);
}

function rowsOf(keys: KeptKeys): number {
  return keys.reduce((sum, { rows }) => sum + rows, 0);
}

/** Returns why a look failed, for programs. */
function codeOf(error: unknown): string {
  if (error instanceof Fault) return error.kind;
  if (!(error instanceof Problem)) return 'internal';
  return error.cause instanceof Fault ? error.cause.kind : error.kind.replaceAll('-', '_');
}
