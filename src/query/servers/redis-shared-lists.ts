import { createHash, randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Aged, AgedCache } from '../../platform/redis/aged-cache.js';
import type { HostQuery } from '../../upstream/hss/hss-client.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import { follows, HOSTS_FORM, packHosts, unpackHosts, type ListPart } from './packed-hosts.js';
import type { ReadList, SharedLists } from './shared-lists.js';

/**
 * Servers of a list in one entry. Measured 2026-11-22 on servers with random ids: 83 KB sealed, about 5 ms to pack and as
 * long to unpack.
 */
const HOSTS_A_PART = 500;
/** Parts fetched by one command. */
const PARTS_AT_ONCE = 4;
/** Time after which no more parts are fetched, in milliseconds. Long, because a list of many parts saves many calls. */
const FETCHING_MS = 1_000;
/** Most servers of lists that are being written: they stay in memory until then. About 25 MB. */
const MOST_WRITING = 50_000;
/** To be changed when lists are packed in another way. */
const FORMAT = '1';

/**
 * Lists of servers shared through Redis. The first servers are the entry by which a list is found. The other parts of a
 * long list lie beside it, on one of two sides in turn, so that writing the next list does not disturb those who read this
 * one. Parts of different readings are never put together.
 */
export class RedisSharedLists implements SharedLists {
  /** Lists that are being fetched: a large list is unpacked once for all callers that ask at the same time. */
  private readonly fetching = new Map<string, Promise<ReadList | undefined>>();
  private readonly writing = new Set<string>();
  private hostsWriting = 0;

  /** @param tagOf digest that no other project has, not even one of the same alias in another configuration. */
  constructor(
    private readonly cache: AgedCache,
    private readonly tagOf: (alias: string) => string,
  ) {}

  find(project: string, query: HostQuery, maxAgeMs: number): Promise<ReadList | undefined> {
    const tag = this.tagOf(project);
    const key = entryKey(tag, query);
    const fetched = `${key} ${maxAgeMs}`;
    let fetching = this.fetching.get(fetched);
    if (fetching === undefined) {
      fetching = this.fetch(tag, key, maxAgeMs).finally(() => this.fetching.delete(fetched));
      this.fetching.set(fetched, fetching);
    }
    return fetching;
  }

  keep(project: string, query: HostQuery, list: ReadList): void {
    const tag = this.tagOf(project);
    const key = entryKey(tag, query);
    const { length } = list.hosts;
    // One list may always be written, however large.
    const full = this.hostsWriting > 0 && this.hostsWriting + length > MOST_WRITING;
    if (!this.cache.up || full || this.writing.has(key)) {
      this.cache.observe('not_written', 1);
      return;
    }
    this.writing.add(key);
    this.hostsWriting += length;
    const readAt = this.cache.monotonicOf(list.at);
    void this.write(tag, key, list.hosts, readAt).finally(() => {
      this.writing.delete(key);
      this.hostsWriting -= length;
    });
  }

  private async fetch(tag: string, key: string, maxAgeMs: number): Promise<ReadList | undefined> {
    const until = performance.now() + FETCHING_MS;
    const [first] = (await this.cache.find(tag, [key], maxAgeMs, unpackHosts)) ?? [];
    if (first === undefined) return undefined;
    const { reading, side, parts } = first.value;
    const fetched: Aged<ListPart>[] = [first];
    while (fetched.length < parts) {
      if (performance.now() > until) return undefined;
      const count = Math.min(PARTS_AT_ONCE, parts - fetched.length);
      const keys = Array.from({ length: count }, (_, at) => partKey(key, side, fetched.length + at));
      const found = (await this.cache.find(tag, keys, maxAgeMs, unpackHosts)) ?? [];
      for (const part of found) {
        if (part === undefined || part.value.reading !== reading) return undefined;
        fetched.push(part);
      }
      if (found.length < count) return undefined;
    }
    return joined(fetched);
  }

  private async write(tag: string, key: string, hosts: readonly HssHost[], readAt: number): Promise<void> {
    const parts = Math.max(1, Math.ceil(hosts.length / HOSTS_A_PART));
    const side = parts > 1 ? await this.otherSide(tag, key) : 0;
    const reading = randomBytes(9).toString('base64url');
    // The first part is written last: whoever finds it finds the others.
    for (let nth = parts - 1; nth >= 0; nth--) {
      // Packing takes some milliseconds for each part, and answers go first.
      await setImmediate();
      const part = hosts.slice(nth * HOSTS_A_PART, (nth + 1) * HOSTS_A_PART);
      const place = { tag, key: nth === 0 ? key : partKey(key, side, nth) };
      const pack = (): Buffer => packHosts({ reading, side, parts, hosts: part });
      if (!(await this.cache.write(place, readAt, pack))) return;
    }
  }

  /** The side that the list which is there now does not use. */
  private async otherSide(tag: string, key: string): Promise<0 | 1> {
    const [first] = (await this.cache.find(tag, [key], Number.MAX_SAFE_INTEGER, unpackHosts)) ?? [];
    return first?.value.side === 0 ? 1 : 0;
  }
}

/** The list of all its parts; undefined when they do not follow each other. */
function joined(parts: readonly Aged<ListPart>[]): ReadList | undefined {
  const hosts: HssHost[] = [];
  for (const { value } of parts) {
    const [next] = value.hosts;
    if (next === undefined ? parts.length > 1 : !follows(hosts.at(-1), next)) return undefined;
    for (const host of value.hosts) hosts.push(host);
  }
  return { hosts, at: Math.min(...parts.map(({ at }) => at)) };
}

function entryKey(tag: string, query: HostQuery): string {
  const asked = Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([FORMAT, HOSTS_FORM, asked]);
  return `hosts:{${tag}}:${createHash('sha256').update(text).digest('base64url')}`;
}

function partKey(key: string, side: 0 | 1, nth: number): string {
  return `${key}:${side}:${nth}`;
}
