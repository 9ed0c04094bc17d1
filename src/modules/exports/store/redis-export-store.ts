import { isTimeOrderedId } from '../../../kernel/time-ordered-id.js';
import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { DELETE_IF_EQUAL } from '../../../platform/redis/delete-if-equal.js';
import type { KeyedDigest } from '../../../platform/redis/keyed-digest.js';
import type { LuaScript, RedisPort, RedisReply } from '../../../platform/redis/redis-port.js';
import type { SealedEntries, SealedEntry } from '../../../platform/redis/sealed-entries.js';
import { isOver, type ExportRecord } from '../export-record.js';
import {
  CREATE_EXPORT,
  EXPORTS_UNDER_WAY,
  LIST_EXPORTS,
  MOST_RECORD_BYTES,
  REMOVE_EXPORT,
  REPLACE_EXPORT,
  RESTORE_EXPORT,
  RETIRE_EXPORT,
  UNLIST_EXPORT,
} from './export-scripts.js';
import {
  AFTERLIFE_MS,
  ExportStoreFailure,
  inRedis,
  type Created,
  type ExportLimits,
  type ExportStore,
  type IdempotencyClaim,
} from './export-store.js';
import { keyOf } from './memory-export-store.js';
import { parsed, recordOfText, textOfRecord } from './record-text.js';

const TAG = 'export:{all}';
const ACTIVE = `${TAG}:active`;
/** Tries to create a record while foreign claims are in the way. A choice: more means that somebody writes them. */
const MAX_CREATES = 3;
/** Ids that one script reads, and most scripts for one page. If all of these fail, the index holds only foreign ids. */
const LOOKED_AT = 200;
const MAX_LOOKS = 50;

/** How long it is remembered that an export was forgotten: until whoever worked on it has noticed. A choice. */
const FORGOTTEN_MS = 600_000;

/** Keeps exports for all replicas, sealed. What is not a record of ours is dropped, counted and treated as absent. */
export class RedisExportStore implements ExportStore {
  /** @param names makes digests of owners, projects and keys, so that Redis shows none of them. */
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
    private readonly entries: SealedEntries,
    private readonly names: KeyedDigest,
  ) {}

  async create(record: ExportRecord, limits: ExportLimits, claim?: IdempotencyClaim): Promise<Created> {
    const claims = claim === undefined ? [] : this.claimKeys(record.owner, claim.key);
    const order = claim === undefined ? '' : digest(claim.order);
    const sealed =
      claims[0] === undefined ? '' : this.entries.seal(claims[0], JSON.stringify([record.id, order]));
    const keys = [recordKey(record.id), ACTIVE, this.indexKeys(record.owner)[0] as string, ...claims];
    const { perCaller, perProject } = limits;
    const args = [this.sealed(record), this.ttlMs(record), record.id, ...this.activeEntry(record)];
    for (let attempt = 1; attempt <= MAX_CREATES; attempt++) {
      const [kind, dropped, detail, place] = await this.run(CREATE_EXPORT, keys, [
        ...args,
        perCaller,
        perProject,
        sealed,
      ]);
      this.entries.countDropped(dropped);
      if (kind === 'created') return { kind };
      if (kind === 'limit') return { kind, of: detail === 'caller' ? 'caller' : 'project' };
      const known = await this.claimed(record.owner, claims[Number(place) - 1] ?? '', String(detail));
      if (known !== undefined)
        return known.order === order ? { kind: 'known', record: known.record } : { kind: 'key_taken' };
    }
    throw new ExportStoreFailure('foreign claims keep appearing');
  }

  async get(id: string): Promise<ExportRecord | undefined> {
    const key = recordKey(id);
    return inRedis(async () => {
      const entry = await this.entries.read(key, MOST_RECORD_BYTES);
      return entry === undefined ? undefined : this.recordOf(id, entry);
    });
  }

  async replace(next: ExportRecord): Promise<boolean> {
    const args = [
      next.version - 1,
      this.sealed(next),
      this.ttlMs(next),
      next.id,
      ...this.activeEntry(next),
      isOver(next) ? '1' : '0',
    ];
    const keys = [recordKey(next.id), ACTIVE, this.indexKeys(next.owner)[0] as string];
    return this.did(await this.run(REPLACE_EXPORT, keys, args));
  }

  async remove({ id, owner }: ExportRecord): Promise<boolean> {
    const keys = [recordKey(id), ACTIVE, forgottenKey(id), ...this.indexKeys(owner)];
    return this.did(await this.run(REMOVE_EXPORT, keys, [id, FORGOTTEN_MS]));
  }

  async list(owner: string, before: string | undefined, limit: number): Promise<ExportRecord[]> {
    const found: ExportRecord[] = [];
    // There is more than one index only while secrets are being replaced.
    for (const index of this.indexKeys(owner))
      found.push(...(await this.listed(index, owner, before, limit)));
    return found.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
  }

  async restore(known: ExportRecord): Promise<boolean> {
    const { id, owner } = known;
    const keys = [recordKey(id), ACTIVE, forgottenKey(id), this.indexKeys(owner)[0] as string];
    const args = [this.sealed(known), this.ttlMs(known), id, ...this.activeEntry(known)];
    return this.did(await this.run(RESTORE_EXPORT, keys, args));
  }

  async underWay(limit: number): Promise<ExportRecord[]> {
    const [dropped, ...ids] = await this.run(EXPORTS_UNDER_WAY, [ACTIVE], [limit]);
    this.entries.countDropped(dropped);
    const found: ExportRecord[] = [];
    for (const id of ids.map(String)) {
      const record = isTimeOrderedId(id) ? await this.get(id) : undefined;
      if (record !== undefined && !isOver(record)) found.push(record);
      else await this.run(RETIRE_EXPORT, [ACTIVE], [id]);
    }
    return found;
  }

  /** Returns the owner's records of one index, and takes records of other owners out of it. */
  private async listed(
    index: string,
    owner: string,
    before: string | undefined,
    limit: number,
  ): Promise<ExportRecord[]> {
    const own: ExportRecord[] = [];
    let from = before === undefined ? '+' : `(${before}`;
    for (let look = 0; look < MAX_LOOKS && own.length < limit; look++) {
      const [dropped, last, ...pairs] = await this.run(LIST_EXPORTS, [index], [from, LOOKED_AT]);
      this.entries.countDropped(dropped);
      if (typeof last !== 'string' || last === '') break;
      from = `(${last}`;
      for (let at = 0; at + 1 < pairs.length; at += 2) {
        const id = String(pairs[at]);
        const record = await this.opened(id, String(pairs[at + 1]));
        if (record?.owner === owner) own.push(record);
        else {
          if (record !== undefined) this.entries.observe('poisoned', 1);
          await this.run(UNLIST_EXPORT, [index], [id]);
        }
      }
    }
    return own.slice(0, limit);
  }

  /** Returns what was ordered under a key before. A foreign claim, or one whose export is gone, is dropped. */
  private async claimed(
    owner: string,
    key: string,
    text: string,
  ): Promise<{ readonly record: ExportRecord; readonly order: string } | undefined> {
    return inRedis(async () => {
      const entry = await this.entries.open(key, text);
      const claim = entry === undefined ? undefined : parsed(entry.bytes.toString());
      const [id, order] = Array.isArray(claim) ? (claim as unknown[]) : [];
      if (typeof id === 'string' && typeof order === 'string') {
        const record = await this.get(id);
        if (record?.owner === owner) return { record, order };
        await this.redis.run(DELETE_IF_EQUAL, [key], [text]);
      } else await this.entries.reject(key, text);
      return undefined;
    });
  }

  private opened(id: string, text: string): Promise<ExportRecord | undefined> {
    return inRedis(async () => {
      const entry = await this.entries.open(recordKey(id), text);
      return entry === undefined ? undefined : this.recordOf(id, entry);
    });
  }

  private async recordOf(
    id: string,
    { bytes, generation, text }: SealedEntry,
  ): Promise<ExportRecord | undefined> {
    const record = recordOfText(id, bytes.toString());
    if (record?.version === generation) return record;
    await this.entries.reject(recordKey(id), text);
    return undefined;
  }

  private sealed(record: ExportRecord): string {
    return this.entries.seal(recordKey(record.id), textOfRecord(record), record.version);
  }

  private activeEntry({ owner, project }: ExportRecord): [owner: string, project: string] {
    return [this.names.of(`owner ${owner}`), this.names.of(`project ${project}`)];
  }

  private indexKeys(owner: string): readonly string[] {
    return this.names.all(`index ${owner}`).map((name) => `${TAG}:of:${name}`);
  }

  private claimKeys(owner: string, key: string): readonly string[] {
    return this.names.all(`claim ${keyOf(owner, key)}`).map((name) => `${TAG}:key:${name}`);
  }

  private ttlMs({ expiresAt }: ExportRecord): number {
    return Math.max(1, Math.ceil(expiresAt + AFTERLIFE_MS - this.clock.now()));
  }

  /** Whether a script that replies `{ 1 or 0, dropped }` did it. */
  private did([done, dropped]: readonly RedisReply[]): boolean {
    this.entries.countDropped(dropped);
    return done === 1;
  }

  private async run(
    script: LuaScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<readonly RedisReply[]> {
    const reply = await inRedis(() => this.redis.run(script, keys, args));
    return Array.isArray(reply) ? reply : [];
  }
}

const recordKey = (id: string): string => `${TAG}:record:${id}`;
const forgottenKey = (id: string): string => `${TAG}:forgotten:${id}`;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
