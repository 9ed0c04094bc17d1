import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import {
  RedisFailure,
  type LuaScript,
  type RedisPort,
  type RedisReply,
} from '../../../platform/redis/redis-port.js';
import { isExportId, isOver, type ExportRecord } from '../export-record.js';
import {
  CREATE_EXPORT,
  LEASE_EXPORT,
  LIST_EXPORTS,
  ORPHANED_EXPORTS,
  RELEASE_EXPORT,
  REMOVE_EXPORT,
  REPLACE_EXPORT,
} from './export-scripts.js';
import {
  AFTERLIFE_MS,
  ExportStoreFailure,
  type Created,
  type ExportLimits,
  type ExportStore,
  type IdempotencyClaim,
} from './export-store.js';
import { keyOf } from './memory-export-store.js';

const TAG = 'export:{all}';
const ACTIVE = `${TAG}:active`;

/** Shared by all replicas. What does not read as a record of ours is as good as absent. */
export class RedisExportStore implements ExportStore {
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
  ) {}

  async create(record: ExportRecord, limits: ExportLimits, claim?: IdempotencyClaim): Promise<Created> {
    const owner = digest(record.owner);
    const keys = [
      recordKey(record.id),
      ACTIVE,
      indexKey(record.owner),
      `${TAG}:key:${claim === undefined ? '' : keyOf(record.owner, claim.key)}`,
    ];
    const reply = await this.run(CREATE_EXPORT, keys, [
      textOf(record),
      this.ttlMs(record),
      record.id,
      owner,
      record.project,
      limits.perCaller,
      limits.perProject,
      claim === undefined ? '' : digest(claim.order),
    ]);
    const [kind, detail] = Array.isArray(reply) ? reply : [];
    if (kind === 'created' || kind === 'key_taken') return { kind };
    if (kind === 'limit') return { kind, of: detail === 'caller' ? 'caller' : 'project' };
    const known = await this.get(String(detail));
    // Forgotten between the two steps, so its key is free again.
    return known === undefined ? this.create(record, limits, claim) : { kind: 'known', record: known };
  }

  async get(id: string): Promise<ExportRecord | undefined> {
    const text = await this.guard(() => this.redis.get(recordKey(id)));
    return text === null ? undefined : recordOf(text);
  }

  async replace(next: ExportRecord): Promise<boolean> {
    const args = [next.version - 1, textOf(next), this.ttlMs(next), next.id, isOver(next) ? '1' : '0'];
    return (await this.run(REPLACE_EXPORT, [recordKey(next.id), ACTIVE], args)) === 1;
  }

  async remove({ id, owner }: ExportRecord): Promise<boolean> {
    const keys = [recordKey(id), ACTIVE, indexKey(owner), leaseKey(id)];
    return (await this.run(REMOVE_EXPORT, keys, [id])) === 1;
  }

  async list(owner: string, before: string | undefined, limit: number): Promise<ExportRecord[]> {
    const from = before === undefined ? '+' : `(${before}`;
    const texts = await this.run(LIST_EXPORTS, [indexKey(owner)], [from, limit]);
    return (Array.isArray(texts) ? texts : []).flatMap((text) => {
      const record = recordOf(String(text));
      return record === undefined || record.owner !== owner ? [] : [record];
    });
  }

  async lease(id: string, holder: string, leaseMs: number): Promise<boolean> {
    const keys = [leaseKey(id), recordKey(id), ACTIVE];
    return (await this.run(LEASE_EXPORT, keys, [holder, leaseMs, id])) === 1;
  }

  async release(id: string, holder: string): Promise<void> {
    await this.run(RELEASE_EXPORT, [leaseKey(id)], [holder]);
  }

  async orphans(limit: number): Promise<string[]> {
    const ids = await this.run(ORPHANED_EXPORTS, [ACTIVE], [limit]);
    return (Array.isArray(ids) ? ids : []).map(String).filter(isExportId);
  }

  private ttlMs({ expiresAt }: ExportRecord): number {
    return Math.max(1, Math.ceil(expiresAt + AFTERLIFE_MS - this.clock.now()));
  }

  private run(
    script: LuaScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<RedisReply> {
    return this.guard(() => this.redis.run(script, keys, args));
  }

  private async guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof RedisFailure) throw new ExportStoreFailure(error.message, { cause: error });
      throw error;
    }
  }
}

const recordKey = (id: string): string => `${TAG}:record:${id}`;
const leaseKey = (id: string): string => `${TAG}:lease:${id}`;
const indexKey = (owner: string): string => `${TAG}:of:${digest(owner)}`;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function textOf(record: ExportRecord): string {
  return `${record.version} ${JSON.stringify(record)}`;
}

function recordOf(text: string): ExportRecord | undefined {
  try {
    const record = JSON.parse(text.slice(text.indexOf(' ') + 1)) as Partial<ExportRecord> | null;
    const whole =
      typeof record === 'object' &&
      record !== null &&
      typeof record.id === 'string' &&
      typeof record.owner === 'string' &&
      typeof record.project === 'string' &&
      typeof record.version === 'number' &&
      typeof record.expiresAt === 'number' &&
      typeof record.request === 'object';
    return whole ? (record as ExportRecord) : undefined;
  } catch {
    return undefined;
  }
}
