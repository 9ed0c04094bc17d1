import { packed, unpacked } from '../background/pack.js';
import type { FoundChange } from './compare-rows.js';
import { pieceName } from './kept-rows.js';
import {
  UNSEEN,
  type ChangeBatch,
  type Delivery,
  type SeenBy,
  type WatchChange,
  type WatchRecord,
} from './watch.js';
import { WatchStoreFailure, type KeptKeys, type KeptWatch, type WatchStore } from './watch-store.js';

/** Changes of one batch, and so of one delivery. A choice: a body of some 50 KB. */
const BATCH_CHANGES = 100;
/** Changes that are kept of a watch. A choice. */
const MOST_CHANGES = 10_000;
/** Deliveries that wait, of one watch; older ones are given up. A choice: as many as there are batches. */
const MOST_PENDING = MOST_CHANGES / BATCH_CHANGES;
/** Deliveries that were given up and are shown. A choice. */
const MOST_DEAD = 50;
/** Tries to write a record that others write at the same time. A choice: many more than there are writers. */
const MAX_TRIES = 50;

/** What a look has found. */
export interface LookOutcome {
  readonly changes: readonly FoundChange[];
  readonly seenBy: SeenBy;
  /** Begin of the look. */
  readonly atMs: number;
  /** What belongs into the record besides. */
  readonly record: Partial<WatchRecord>;
  readonly keys: KeptKeys;
  /** Whether the changes are to be sent. */
  readonly sends: boolean;
}

/** Reads and writes the records of watches. What several replicas change at the same time comes together, nothing is lost. */
export class WatchBook {
  constructor(
    private readonly store: WatchStore,
    private readonly newId: () => string,
  ) {}

  async read(name: string): Promise<WatchRecord> {
    return (await this.store.read(name))?.record ?? UNSEEN;
  }

  /** Changes the record as it is by now. @param change returns undefined to leave it alone. */
  async change(
    name: string,
    change: (record: WatchRecord) => Partial<WatchRecord> | undefined,
    keys?: KeptKeys,
  ): Promise<WatchRecord | undefined> {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      const kept: KeptWatch | undefined = await this.store.read(name);
      const record = kept?.record ?? UNSEEN;
      const part = change(record);
      if (part === undefined) return undefined;
      const next = { ...record, ...part };
      if (await this.store.write(name, kept?.version ?? 0, next, keys)) return next;
    }
    throw new WatchStoreFailure('the record of a watch keeps changing');
  }

  /**
   * Keeps what a look has found, all together and once.
   *
   * @param basedOn the version of the keys that the look compared with.
   * @returns the record; undefined when another look came between, and this one has no effect.
   */
  async keep(name: string, basedOn: number, outcome: LookOutcome): Promise<WatchRecord | undefined> {
    const { changes, seenBy, atMs, keys, sends } = outcome;
    const { nextSeq, keysVersion } = await this.read(name);
    if (keysVersion !== basedOn) return undefined;
    // Numbers go on after everything was lost, so that no cursor and no receiver meets an old number again.
    const first = Math.max(nextSeq, nextSeq === 0 ? Date.now() : 0);
    const batches = await this.putChanges(name, changes, { first, seenBy, atMs });
    let trimmed: readonly ChangeBatch[] = [];
    const kept = await this.change(
      name,
      (record) => {
        if (record.keysVersion !== basedOn) return undefined;
        const all = [...record.batches, ...batches];
        const from = firstKept(all);
        trimmed = all.slice(0, from);
        const deliveries = sends ? batches.map((batch) => this.deliveryOf(batch, atMs)) : [];
        return {
          ...outcome.record,
          ...withDead(record, [...record.pending, ...deliveries], all[from]?.first ?? Infinity),
          keysVersion: basedOn + 1,
          nextSeq: first + changes.length,
          batches: all.slice(from),
        };
      },
      keys,
    );
    const gone = kept === undefined ? batches : trimmed;
    if (gone.length > 0)
      await this.store.drop(
        name,
        gone.map(({ piece }) => piece),
      );
    return kept;
  }

  /** Returns the changes of some batches, oldest first. Those of a batch that is gone are missing. */
  async changes(name: string, batches: readonly ChangeBatch[]): Promise<WatchChange[]> {
    const contents = await this.store.pieces(
      name,
      batches.map(({ piece }) => piece),
    );
    const found: WatchChange[] = [];
    for (const content of contents) {
      const changes = content === undefined ? undefined : await unpacked(content);
      if (Array.isArray(changes)) found.push(...(changes as WatchChange[]));
    }
    return found;
  }

  /** Notes what became of a delivery. @param ended whether nothing more is tried, and whether it came through. */
  async noteDelivery(name: string, delivery: Delivery, ended?: 'delivered' | 'dead'): Promise<void> {
    await this.change(name, ({ pending, delivered, dead, deadLetters }) => {
      const at = pending.findIndex(({ id }) => id === delivery.id);
      if (at < 0) return undefined;
      if (ended === undefined) return { pending: pending.with(at, delivery) };
      const left = { pending: pending.filter((_, place) => place !== at) };
      if (ended === 'delivered') return { ...left, delivered: delivered + 1 };
      return { ...left, dead: dead + 1, deadLetters: [...deadLetters, delivery].slice(-MOST_DEAD) };
    });
  }

  private async putChanges(
    name: string,
    changes: readonly FoundChange[],
    { first, seenBy, atMs }: { readonly first: number; readonly seenBy: SeenBy; readonly atMs: number },
  ): Promise<ChangeBatch[]> {
    const batches: ChangeBatch[] = [];
    const seenAt = new Date(atMs).toISOString();
    for (let at = 0; at < changes.length; at += BATCH_CHANGES) {
      const numbered = changes
        .slice(at, at + BATCH_CHANGES)
        .map((change, place) => ({ seq: first + at + place, seen_at: seenAt, seen_by: seenBy, ...change }));
      const piece = pieceName();
      await this.store.put(name, new Map([[piece, await packed(numbered)]]));
      batches.push({ piece, first: first + at, count: numbered.length, atMs });
    }
    return batches;
  }

  private deliveryOf({ first, count }: ChangeBatch, createdMs: number): Delivery {
    return { id: this.newId(), first, count, createdMs, attempts: 0, reason: '' };
  }
}

/** Returns the place of the first batch that is kept. */
function firstKept(batches: readonly ChangeBatch[]): number {
  let changes = 0;
  for (let at = batches.length - 1; at >= 0; at--) {
    changes += batches[at]?.count ?? 0;
    if (changes > MOST_CHANGES && at < batches.length - 1) return at + 1;
  }
  return 0;
}

/** Returns the deliveries that still wait; those whose changes are no longer kept, and the oldest of too many, are given up. */
function withDead(
  { dead, deadLetters }: WatchRecord,
  waiting: readonly Delivery[],
  firstSeq: number,
): Pick<WatchRecord, 'pending' | 'dead' | 'deadLetters'> {
  const over = Math.max(0, waiting.length - MOST_PENDING);
  const given = waiting.filter(({ first }, at) => at < over || first < firstSeq);
  const letters = given.map((each) => ({ ...each, reason: 'too_many' }));
  return {
    pending: waiting.filter((each) => !given.includes(each)),
    dead: dead + given.length,
    deadLetters: [...deadLetters, ...letters].slice(-MOST_DEAD),
  };
}
