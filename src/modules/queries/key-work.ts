import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '../../kernel/fault.js';
import { inSlices } from '../../kernel/slices.js';
import type { Job } from '../../platform/jobs/jobs.js';
import {
  grownKeys,
  type CountedKey,
  type FailedKeys,
  type KeyedQuery,
  type KeyedReading,
  type KeysNow,
} from '../../query/background/keyed-reading.js';
import {
  checkIn,
  placeOfChunk,
  type KeptQuery,
  type LayoutBlock,
  type QueryLayout,
} from '../../query/background/query-record.js';
import { chunkOfPiece, QueryStore } from '../../query/background/query-store.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import { BlockWriter } from './block-writer.js';
import type { ChunkPieces, OpenEnds } from './chunk-pieces.js';
import { QueryReading } from './query-reading.js';
import { QueryResults } from './query-results.js';

/** How often the check tries keys again that could not be read. A choice: two more chances, then the hosts are asked. */
const MOST_CHECKS = 3;

type Key = string | number;
type Running = KeptQuery & { readonly run: { readonly layout: QueryLayout } };

/** A key of the layout. */
interface KnownKey {
  readonly lines: CountedKey[1];
  /** Which chunk has read it. */
  readonly chunk: number;
}
type KnownKeys = ReadonlyMap<string, ReadonlyMap<Key, KnownKey>>;

/** Whose rows are wanted. Absent: of all hosts. */
type Scope = ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** Reads the chunks of queries by key. What they need was kept when the query was planned, so that all of them agree. */
@Injectable()
export class KeyWork {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    private readonly reading: QueryReading,
    private readonly results: QueryResults,
  ) {}

  /** Reads the keys of one chunk. Keys that fail are left to the check. Returns `lost` when the chunk's keys are gone. */
  async read(kept: Running, block: LayoutBlock, job: Job, pieces: ChunkPieces): Promise<'lost' | undefined> {
    const { record, run } = kept;
    const counted = await this.entriesAt<CountedKey>(record.id, block);
    const scope = await this.scopeOf(kept);
    const { project } = block;
    if (counted === undefined || scope === 'lost' || project === null) return 'lost';
    const keys = counted.map(([key]) => key);
    const asOf = run.layout.keysAsOf ?? record.createdAt;
    await this.reading.byKey(record, { job, paidCalls: paidCallsOf(kept) }, async (keyed, query) => {
      const reader = new KeyReader(keyed, query, scope, pieces);
      const failed = await reader.read({ project, keys, asOf });
      pieces.end(
        { answered: 0, calls: query.context.calls, hits: 0, asOf },
        { keys: failed.keys.map((key) => [project, key]), hosts: reader.unusable },
      );
    });
    return undefined;
  }

  /**
   * Ends the reading by key: tries failed keys again, and reads the statistics once more. Keys that are new or have grown since
   * are read, and rows of hosts of which nothing was handed out under the key are added. Hosts are asked for their rows
   * under keys that still fail.
   *
   * @returns what is to be read besides; `later` when keys may be read after a pause; `lost` when a part of the layout is gone.
   */
  async check(
    kept: Running,
    job: Job,
    pieces: ChunkPieces,
  ): Promise<QueryLayout | 'later' | 'lost' | undefined> {
    const { record, run } = kept;
    const known = await this.keysOf(kept);
    const scope = await this.scopeOf(kept);
    if (known === undefined || scope === 'lost') return 'lost';
    const open = await this.openEnds(kept);
    const asOf = run.layout.keysAsOf ?? record.createdAt;
    return this.reading.byKey(record, { job, paidCalls: paidCallsOf(kept) }, async (keyed, query) => {
      const reader = new KeyReader(keyed, query, scope, pieces);
      const left = await this.readLeft(reader, open.keys, asOf);
      if (left.keys.length > 0 && left.fault?.retryable === true && job.attempt < MOST_CHECKS) return 'later';
      const failed = new Set(open.keys.map(([project, key]) => `${project} ${key}`));
      await this.readGrown(kept, reader, known, failed);
      // The hosts will be read for what was paid for them: then the calls by key were more than that.
      if (left.keys.length > 0) await query.context.meter?.cover(run.calls + paidCallsOf(kept));
      const hosts = distinct([...open.hosts, ...reader.unusable]);
      const more = await this.moreOf(kept, job, { keys: left.keys, hosts }, scope);
      const others = (more ?? run.layout).blocks.reduce(
        (sum, { hosts, role }) => sum + (role === undefined || role === 'rest' ? hosts : 0),
        0,
      );
      const { calls } = query.context;
      pieces.end({ answered: Math.max(0, run.hosts - others), calls, hits: 0, asOf });
      return more;
    });
  }

  /** Returns the keys that hosts are asked for, each behind its project and a blank; `lost` when they are gone. */
  async left({ record, run }: Running): Promise<ReadonlySet<string> | 'lost'> {
    const block = run.layout.blocks.find(({ role }) => role === 'left');
    const entries = await this.entriesAt<readonly [string, Key]>(record.id, block);
    return entries === undefined ? 'lost' : new Set(entries.map(([project, key]) => `${project} ${key}`));
  }

  private async readLeft(
    reader: KeyReader,
    left: OpenEnds['keys'],
    asOf: number,
  ): Promise<{ readonly keys: OpenEnds['keys']; readonly fault: Fault | undefined }> {
    const still: (readonly [string, Key])[] = [];
    let fault: Fault | undefined;
    for (const project of new Set(left.map(([alias]) => alias))) {
      const keys = left.filter(([alias]) => alias === project).map(([, key]) => key);
      const failed = await reader.read({ project, keys, asOf });
      still.push(...failed.keys.map((key) => [project, key] as const));
      fault = failed.fault ?? fault;
    }
    return { keys: still, fault };
  }

  /**
   * Reads what has come since the query was planned, so that what moved from one key to another is not missing. All of it is
   * younger than `as_of`: what fails here is left out.
   */
  private async readGrown(
    kept: Running,
    reader: KeyReader,
    known: KnownKeys,
    failed: ReadonlySet<string>,
  ): Promise<void> {
    for (const { project, keys: now } of (await reader.keysNow()) ?? []) {
      const mine = known.get(project) ?? new Map<Key, KnownKey>();
      const before = new Map([...mine].map(([key, { lines }]) => [key, lines]));
      const grown = grownKeys(before, now).filter((key) => !failed.has(`${project} ${key}`));
      if (grown.length === 0) continue;
      const handed = await this.handedOut(
        kept,
        project,
        new Map(grown.map((key) => [key, mine.get(key)?.chunk])),
      );
      const asOf = kept.run.layout.keysAsOf ?? kept.record.createdAt;
      await reader.read({ project, keys: grown, asOf }, (hostId, key) => !handed.has(`${key} ${hostId}`));
    }
  }

  /** Returns which hosts have rows under some keys among those that were handed out. */
  private async handedOut(
    kept: Running,
    project: string,
    chunkOf: ReadonlyMap<Key, number | undefined>,
  ): Promise<ReadonlySet<string>> {
    const chunks = new Set(chunkOf.values());
    const keyOf = this.reading.keyOf(kept.record);
    const found = new Set<string>();
    for await (const [facts, content] of this.results.contents(kept, ({ name }) =>
      chunks.has(chunkOfPiece(name)),
    ))
      await inSlices(content.items as readonly AssetRow[], (row) => {
        const key = keyOf(row);
        if (row.project === project && key !== undefined && chunkOf.get(key) === chunkOfPiece(facts.name))
          found.add(`${key} ${row.host_id}`);
      });
    return found;
  }

  /** Keeps what is to be read besides: hosts with odd ids, which fail, and hosts that are asked for rows of keys that failed. */
  private async moreOf(
    { record, run }: Running,
    job: Job,
    { keys: left, hosts: odd }: OpenEnds,
    scope: Scope,
  ): Promise<QueryLayout | undefined> {
    if (left.length === 0 && odd.length === 0) return undefined;
    const { layout } = run;
    const writer = new BlockWriter(this.store, record, job.fence, layout.blocks);
    for (const project of new Set(odd.map(([alias]) => alias)))
      await writer.hosts(
        project,
        odd.filter(([alias]) => alias === project).map(([, hostId]) => hostId),
      );
    if (left.length > 0) {
      await writer.entries('left', null, left);
      if (scope === undefined) await writer.targets(await this.reading.hosts(record, job), 'rest');
      for (const [project, ids] of scope ?? []) await writer.hosts(project, [...ids], 'rest');
    }
    return { ...layout, blocks: writer.blocks };
  }

  /** Collects what the chunks have left open. */
  private async openEnds(kept: Running): Promise<OpenEnds> {
    const keys: (readonly [string, Key])[] = [];
    const hosts: (readonly [string, string])[] = [];
    for await (const [, { open }] of this.results.contents(kept, ({ failures }) => failures > 0)) {
      keys.push(...(open?.keys ?? []));
      hosts.push(...(open?.hosts ?? []));
    }
    return { keys, hosts };
  }

  private async keysOf({ record, run: { layout } }: Running): Promise<KnownKeys | undefined> {
    const known = new Map<string, Map<Key, KnownKey>>();
    for (
      let chunk = 0, place = placeOfChunk(layout, 0);
      place !== undefined;
      place = placeOfChunk(layout, ++chunk)
    ) {
      const block = layout.blocks[place.block];
      const project = block?.role === 'keys' ? block.project : null;
      if (project === null) continue;
      const counted = await this.entriesAt<CountedKey>(record.id, block);
      if (counted === undefined) return undefined;
      const keys = known.get(project) ?? new Map<Key, KnownKey>();
      known.set(project, keys);
      for (const [key, lines] of counted) keys.set(key, { lines, chunk });
    }
    return known;
  }

  private async scopeOf({ record, run: { layout } }: Running): Promise<Scope | 'lost'> {
    const scope = new Map<string, Set<string>>();
    for (const { project, role, name } of layout.blocks) {
      if (role !== 'scope' || project === null) continue;
      const ids = await this.store.block(record.id, name);
      if (ids === undefined) return 'lost';
      const known = scope.get(project) ?? new Set<string>();
      await inSlices(ids, (id) => known.add(id));
      scope.set(project, known);
    }
    return scope.size === 0 ? undefined : scope;
  }

  private async entriesAt<T>(id: string, block: LayoutBlock | undefined): Promise<T[] | undefined> {
    if (block === undefined) return undefined;
    return (await this.store.block(id, block.name))?.map((entry) => JSON.parse(entry) as T);
  }
}

/** Reads keys of one query into the pieces of one chunk. */
class KeyReader {
  private readonly odd: (readonly [string, string])[] = [];

  constructor(
    private readonly keyed: KeyedReading,
    private readonly query: KeyedQuery<AssetRow>,
    private readonly scope: Scope,
    private readonly pieces: ChunkPieces,
  ) {}

  /** Hosts that have rows and an id that cannot be used. */
  get unusable(): OpenEnds['hosts'] {
    return distinct(this.odd);
  }

  read(keys: KeysNow, wants: (hostId: string, key: Key) => boolean = () => true): Promise<FailedKeys> {
    const scope = this.scope?.get(keys.project);
    const all = this.scope === undefined;
    return this.keyed.read(this.query, keys, {
      wants: (hostId, key) => (all || scope?.has(hostId) === true) && wants(hostId, key),
      rows: (rows) => (rows.length === 0 ? Promise.resolve() : this.pieces.addRows(rows)),
      unusable: (hostId) => {
        if (all) this.odd.push([keys.project, hostId]);
      },
    });
  }

  /** Returns the keys that the statistics have now; undefined when they cannot be read. @throws what ends the whole query. */
  async keysNow(): ReturnType<KeyedReading['keysNow']> {
    try {
      return await this.keyed.keysNow(this.query);
    } catch (error) {
      if (!(error instanceof Fault) || this.query.context.endedBy(error)) throw error;
      return undefined;
    }
  }
}

/** Returns the calls of one chunk that were paid for with the hosts of the query: its share of them. */
function paidCallsOf({ run: { hosts, layout } }: Running): number {
  return Math.floor(hosts / ((checkIn(layout) ?? 0) + 1));
}

function distinct(hosts: OpenEnds['hosts']): OpenEnds['hosts'] {
  return [...new Map(hosts.map((host) => [host.join(' '), host])).values()];
}
