import { hash, Random } from '../fleet/random.js';
import type { Fault, FaultMatch, FaultScript } from './fault-script.js';

/** What a fault may look at to know its calls. */
export interface FaultSubject {
  readonly method: string;
  /** Path behind `/v5/{project_id}`, or the whole path elsewhere: as sent, and as the template of its route. */
  readonly path: string;
  readonly template: string;
  readonly projectId: string | undefined;
  readonly hostId: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** Name and id of the user the call names; only asked for when a script wants to know. */
  user(): readonly string[];
}

interface Entry {
  readonly id: string;
  readonly script: FaultScript;
  readonly random: Random;
  hits: number;
  skipped: number;
  remaining: number;
}

/** What the faults in force want of one call. */
export interface Verdict {
  /** Milliseconds to wait before anything else. */
  readonly delayMs: number;
  readonly fault: Exclude<Fault, { kind: 'delay' }> | undefined;
  /** How often that fault had struck on the same list before: what `drift` moves with. */
  readonly strike: number;
}

const PATH_PREFIX = /^\/v5\/[^/]+/;

function pathMatches(wanted: string, subject: FaultSubject): boolean {
  const bare = wanted.replace(PATH_PREFIX, '') || wanted;
  if (bare.endsWith('*'))
    return subject.path.startsWith(bare.slice(0, -1)) || subject.template.startsWith(bare.slice(0, -1));
  return bare === subject.path || bare === subject.template;
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  return goesThere(match, subject) && asksForThat(match, subject);
}

/** Returns whether the match means this path, this project and this user. */
function goesThere(
  { path, method, project_id: projectId, user }: FaultMatch,
  subject: FaultSubject,
): boolean {
  if (path !== undefined && !pathMatches(path, subject)) return false;
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (projectId !== undefined && projectId !== subject.projectId) return false;
  return user === undefined || subject.user().includes(user);
}

/** Returns whether the match means what the call asks for. */
function asksForThat({ host_id: hostId, offset, port, query }: FaultMatch, subject: FaultSubject): boolean {
  if (hostId !== undefined && hostId !== subject.hostId) return false;
  if (offset !== undefined && offset !== Number(subject.query.get('offset') ?? 0)) return false;
  if (port !== undefined && String(port) !== subject.query.get('port')) return false;
  return Object.entries(query ?? {}).every(([name, value]) => subject.query.get(name) === value);
}

/** The scripted faults in force, in the order they were added. */
export class FaultBook {
  private readonly entries = new Map<string, Entry>();
  private readonly strikes = new Map<string, number>();
  private serial = 0;

  constructor(private readonly seed: number) {}

  get empty(): boolean {
    return this.entries.size === 0;
  }

  add(script: FaultScript): string {
    this.serial += 1;
    const id = `fault-${this.serial}`;
    const random = new Random(hash(this.seed, script.seed, this.serial));
    this.entries.set(id, { id, script, random, hits: 0, skipped: 0, remaining: script.times });
    return id;
  }

  /** True when there was one. */
  remove(id: string): boolean {
    return this.entries.delete(id);
  }

  clear(): void {
    this.entries.clear();
    this.strikes.clear();
  }

  list(): Record<string, unknown>[] {
    return [...this.entries.values()].map(({ id, script, hits, remaining }) => ({
      id,
      ...script,
      times: Number.isFinite(script.times) ? script.times : null,
      hits,
      remaining: Number.isFinite(remaining) ? remaining : null,
    }));
  }

  find(id: string): Record<string, unknown> | undefined {
    return this.list().find((entry) => entry.id === id);
  }

  /** Delays add up; of the other kinds the first that strikes wins. A fault counts only when it strikes. */
  meet(subject: FaultSubject): Verdict {
    let delayMs = 0;
    for (const entry of this.entries.values()) {
      const { script } = entry;
      if (entry.remaining <= 0 || !matches(script.match, subject)) continue;
      if (entry.skipped < script.after) {
        entry.skipped += 1;
        continue;
      }
      if (script.probability < 1 && !entry.random.chance(script.probability)) continue;
      entry.hits += 1;
      entry.remaining -= 1;
      if (script.fault.kind === 'delay') {
        delayMs += script.fault.delay_ms;
        continue;
      }
      return { delayMs, fault: script.fault, strike: this.strike(entry.id, subject) };
    }
    return { delayMs, fault: undefined, strike: 0 };
  }

  private strike(id: string, subject: FaultSubject): number {
    const list = [...subject.query].filter(([name]) => name !== 'offset').sort();
    const key = JSON.stringify([id, subject.projectId, subject.path, list]);
    const before = this.strikes.get(key) ?? 0;
    this.strikes.set(key, before + 1);
    return before;
  }
}
