import type { Clock } from '../../kernel/clock.js';
import {
  checkIn,
  chunksIn,
  FEED_WINDOW,
  fedOf,
  isOver,
  type KeptQuery,
  type PieceFacts,
  type QueryLayout,
  type QueryRecord,
  type QueryRun,
} from './query-record.js';
import {
  blocksOf,
  type Again,
  type ChunkResult,
  type Committed,
  type QueryClaim,
  type QueryCreated,
  type QueryEnd,
  type QueryRoom,
  type QueryStore,
} from './query-store.js';

interface Entry {
  readonly record: QueryRecord;
  run: QueryRun;
  readonly done: Set<number>;
  order: PieceFacts[];
  readonly contents: Map<string, Buffer>;
  bytes: number;
}

/** Keeps background queries in one process; they end with it. */
export class MemoryQueryStore implements QueryStore {
  /** By id; ids sort by time. */
  private readonly entries = new Map<string, Entry>();
  private readonly blocks = new Map<string, { readonly ids: readonly string[]; readonly until: number }>();
  private readonly claims = new Map<string, { readonly id: string; readonly order: string }>();

  constructor(private readonly clock: Clock) {}

  create(record: QueryRecord, mostActive: number, claim?: QueryClaim): Promise<QueryCreated> {
    this.sweep();
    const key = claim === undefined ? '' : JSON.stringify([record.owner, claim.key]);
    const taken = this.claims.get(key);
    const first = taken === undefined ? undefined : this.entries.get(taken.id);
    if (taken !== undefined && first !== undefined) {
      const known = { kind: 'known', record: first.record } as const;
      return Promise.resolve(taken.order === claim?.order ? known : { kind: 'key_taken' });
    }
    if (this.activeOf(record.owner) >= mostActive) return Promise.resolve({ kind: 'limit' });
    const contents = new Map<string, Buffer>();
    this.entries.set(record.id, { record, run: NEW, done: new Set(), order: [], contents, bytes: 0 });
    if (claim !== undefined) this.claims.set(key, { id: record.id, order: claim.order });
    return Promise.resolve({ kind: 'created' });
  }

  get(id: string): Promise<KeptQuery | undefined> {
    this.sweep();
    return Promise.resolve(this.entries.get(id));
  }

  list(owner: string, before: string | undefined, limit: number): Promise<KeptQuery[]> {
    this.sweep();
    const own = [...this.entries.values()]
      .filter(({ record }) => record.owner === owner && (before === undefined || record.id < before))
      .sort((a, b) => (a.record.id < b.record.id ? 1 : -1));
    return Promise.resolve(own.slice(0, limit));
  }

  active(): Promise<string[]> {
    this.sweep();
    const ids = [...this.entries.values()].filter(({ run }) => !isOver(run)).map(({ record }) => record.id);
    return Promise.resolve(ids);
  }

  putBlock({ id, expiresAt }: QueryRecord, name: string, ids: readonly string[]): Promise<void> {
    this.blocks.set(`${id} ${name}`, { ids, until: expiresAt });
    return Promise.resolve();
  }

  block(id: string, name: string): Promise<string[] | undefined> {
    const block = this.blocks.get(`${id} ${name}`);
    return Promise.resolve(block === undefined ? undefined : [...block.ids]);
  }

  dropBlocks(id: string, names: readonly string[]): Promise<void> {
    for (const name of names) this.blocks.delete(`${id} ${name}`);
    return Promise.resolve();
  }

  start({ id }: QueryRecord, layout: QueryLayout, hosts: number): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry?.run.state !== 'queued') return Promise.resolve(false);
    const total = chunksIn(layout);
    const fed = fedOf(layout, 0);
    const { startedAt } = entry.run;
    this.change(entry, {
      state: 'running',
      layout,
      hosts,
      total,
      fed,
      startedAt: startedAt || this.clock.now(),
    });
    if (total === 0) this.change(entry, { state: 'succeeded', finishedAt: this.clock.now() });
    return Promise.resolve(true);
  }

  stage({ id }: QueryRecord, name: string, content: Buffer): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry?.run.state !== 'running') return Promise.resolve(false);
    entry.contents.set(name, content);
    return Promise.resolve(true);
  }

  commit({ id, owner }: QueryRecord, result: ChunkResult, room: QueryRoom): Promise<Committed> {
    this.sweep();
    const entry = this.entries.get(id);
    if (entry?.run.state !== 'running') return Promise.resolve({ kind: 'gone' });
    const { run } = entry;
    if (result.round !== run.round || entry.done.has(result.chunk)) return Promise.resolve({ kind: 'late' });
    const contents = new Map(result.pieces.map(({ name }) => [name, entry.contents.get(name)]));
    const last = result.pieces.at(-1);
    if (last !== undefined) contents.set(last.name, result.last);
    let bytes = 0;
    for (const content of contents.values()) {
      if (content === undefined) return Promise.resolve({ kind: 'lost' });
      bytes += content.length;
    }
    const full = this.lacksRoom(owner, entry.bytes, bytes, room);
    if (full !== undefined) return Promise.resolve({ kind: 'no_room', of: full });
    for (const [name, content] of contents) entry.contents.set(name, content as Buffer);
    entry.order.push(...result.pieces.map((piece) => ({ ...piece, round: result.round })));
    entry.bytes += bytes;
    entry.done.add(result.chunk);
    return Promise.resolve(this.counted(entry, result));
  }

  end({ id }: QueryRecord, end: QueryEnd): Promise<boolean> {
    const entry = this.entries.get(id);
    if (entry === undefined || isOver(entry.run)) return Promise.resolve(false);
    this.change(entry, { code: '', ...end, finishedAt: this.clock.now() });
    return Promise.resolve(true);
  }

  again({ record, run: { version } }: KeptQuery, again: Again, mostActive: number): Promise<boolean> {
    const entry = this.entries.get(record.id);
    if (entry?.run.version !== version || !isOver(entry.run)) return Promise.resolve(false);
    if (this.activeOf(record.owner) >= mostActive) return Promise.resolve(false);
    const { run } = entry;
    if (again.kind === 'hosts') {
      const total = chunksIn(again.layout);
      const fed = fedOf(again.layout, run.done);
      const kept = { state: 'running', round: run.round + 1, layout: again.layout, failed: 0 } as const;
      this.change(entry, { ...kept, total, fed, code: '', finishedAt: 0 });
      return Promise.resolve(true);
    }
    entry.done.clear();
    entry.order = [];
    entry.contents.clear();
    entry.bytes = 0;
    entry.run = { ...NEW, version: run.version + 1, round: run.round + 1 };
    return Promise.resolve(true);
  }

  open(id: string): Promise<number[]> {
    const entry = this.entries.get(id);
    if (entry?.run.state !== 'running') return Promise.resolve([]);
    const given = Array.from({ length: entry.run.fed }, (_, at) => at);
    return Promise.resolve(given.filter((chunk) => !entry.done.has(chunk)));
  }

  pieces(id: string, from: number, most: number): Promise<PieceFacts[]> {
    return Promise.resolve(this.entries.get(id)?.order.slice(from, from + most) ?? []);
  }

  piece(id: string, name: string): Promise<Buffer | undefined> {
    return Promise.resolve(this.entries.get(id)?.contents.get(name));
  }

  remove(kept: KeptQuery): Promise<void> {
    const { id } = kept.record;
    this.entries.delete(id);
    return this.dropBlocks(id, blocksOf(kept));
  }

  private counted(entry: Entry, result: ChunkResult): Committed {
    const { run } = entry;
    const done = run.done + 1;
    const answered = run.answered + result.answered;
    const failed = run.failed + result.failed;
    const layout = result.more ?? run.layout;
    const total = result.more === undefined ? run.total : chunksIn(result.more);
    const over = done === total;
    const nothing = over && answered === 0 && failed > 0;
    const check = checkIn(run.layout);
    const held = run.fed === check && done < check;
    const next = run.fed < total && !held ? run.fed : undefined;
    const fed = result.more === undefined ? run.fed + 1 : Math.min(total, done + FEED_WINDOW);
    const ended = { state: nothing ? 'failed' : 'succeeded', finishedAt: this.clock.now() } as const;
    this.change(entry, {
      ...{ done, answered, failed, total, fed: next === undefined ? run.fed : fed },
      ...(layout === undefined ? {} : { layout }),
      rows: run.rows + result.pieces.reduce((sum, { rows }) => sum + rows, 0),
      pieces: run.pieces + result.pieces.length,
      calls: run.calls + result.calls,
      hits: run.hits + result.hits,
      asOf: run.asOf === 0 ? result.asOf : Math.min(run.asOf, result.asOf),
      code: nothing ? result.code : run.code,
      ...(over ? ended : {}),
    });
    return { kind: 'won', next, over };
  }

  private lacksRoom(
    owner: string,
    mine: number,
    more: number,
    room: QueryRoom,
  ): 'query' | 'caller' | 'all' | undefined {
    const all = [...this.entries.values()];
    const sum = (some: readonly Entry[]): number => some.reduce((bytes, each) => bytes + each.bytes, 0);
    if (mine + more > room.ofQuery) return 'query';
    if (sum(all.filter(({ record }) => record.owner === owner)) + more > room.ofCaller) return 'caller';
    return sum(all) + more > room.ofAll ? 'all' : undefined;
  }

  private activeOf(owner: string): number {
    return [...this.entries.values()].filter(({ record, run }) => record.owner === owner && !isOver(run))
      .length;
  }

  private change(entry: Entry, change: Partial<QueryRun>): void {
    entry.run = { ...entry.run, ...change, version: entry.run.version + 1 };
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [id, { record }] of this.entries) if (record.expiresAt <= now) this.entries.delete(id);
    for (const [key, { until }] of this.blocks) if (until <= now) this.blocks.delete(key);
    for (const [key, { id }] of this.claims) if (!this.entries.has(id)) this.claims.delete(key);
  }
}

/** A query that was just kept. */
export const NEW: QueryRun = {
  state: 'queued',
  version: 1,
  ...{ round: 0, total: 0, done: 0, fed: 0, hosts: 0, answered: 0, failed: 0, rows: 0, pieces: 0 },
  ...{ calls: 0, hits: 0, asOf: 0, startedAt: 0, finishedAt: 0 },
  code: '',
};
