import { hash, Random } from '../fleet/random.js';
import type { Fault, FaultMatch, FaultScript } from './fault-script.js';

/** The properties of a call that faults match. */
export interface FaultSubject {
  readonly method: string;
  /** Path after `/v5/{project_id}`, or the whole path of other calls: as sent, and as the template of its route. */
  readonly path: string;
  readonly template: string;
  readonly projectId: string | undefined;
  readonly hostId: string | undefined;
  readonly query: ReadonlyMap<string, string>;
  /** Returns name and id of the user that the call names; called only for faults that match a user. */
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

/** What the active faults do to one call. */
export interface Verdict {
  /** Milliseconds to wait before anything else. */
  readonly delayMs: number;
  readonly fault: Exclude<Fault, { kind: 'delay' }> | undefined;
  /** How often that fault met the same list before; `drift` depends on it. */
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
  return targetMatches(match, subject) && parametersMatch(match, subject);
}

/** Returns whether path, method, project and user of the call match. */
function targetMatches(
  { path, method, project_id: projectId, user }: FaultMatch,
  subject: FaultSubject,
): boolean {
  if (path !== undefined && !pathMatches(path, subject)) return false;
  if (method !== undefined && method.toUpperCase() !== subject.method) return false;
  if (projectId !== undefined && projectId !== subject.projectId) return false;
  return user === undefined || subject.user().includes(user);
}

/** Returns whether the parameters of the call match. */
function parametersMatch(
  { host_id: hostId, offset, port, query }: FaultMatch,
  subject: FaultSubject,
): boolean {
  if (hostId !== undefined && hostId !== subject.hostId) return false;
  if (offset !== undefined && offset !== Number(subject.query.get('offset') ?? 0)) return false;
  if (port !== undefined && String(port) !== subject.query.get('port')) return false;
  return Object.entries(query ?? {}).every(([name, value]) => subject.query.get(name) === value);
}

/** The active scripted faults, in the order in which they were added. */
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

  /** Returns whether the fault existed. */
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

  /** Returns what happens to a call. Delays add up; of other kinds the first match is taken. Counts only faults that are taken. */
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
