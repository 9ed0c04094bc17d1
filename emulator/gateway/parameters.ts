import { ENTERPRISE_PROJECTS } from '../fleet/host.js';
import type { Settings } from '../settings.js';
import type { Caller } from './authenticate.js';
import { hssError } from './errors.js';
import type { Query } from './query.js';
import { badParameter, Refusal } from './refusal.js';

/** Largest offset of most lists (source: vendor's list references). */
export const MAX_OFFSET = 2_000_000;

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Reads the query parameters of an HSS call. A value outside its documented range is HSS.0001. Unknown parameters are
 * ignored, as the vendor does.
 */
export class Parameters {
  constructor(private readonly query: Query) {}

  /** Returns a text; undefined when absent or empty. @throws Refusal beyond `max` characters. */
  text(name: string, max = 256): string | undefined {
    const value = this.query.get(name);
    if (value === undefined || value === '') return undefined;
    if (value.length > max) throw badParameter();
    return value;
  }

  needText(name: string, max = 256): string {
    const value = this.text(name, max);
    if (value === undefined) throw badParameter();
    return value;
  }

  whole(name: string, min: number, max: number): number | undefined {
    const value = this.text(name, 20);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max) throw badParameter();
    return number;
  }

  needWhole(name: string, min: number, max: number): number {
    const value = this.whole(name, min, max);
    if (value === undefined) throw badParameter();
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name, 5);
    if (value === undefined) return undefined;
    if (value !== 'true' && value !== 'false') throw badParameter();
    return value === 'true';
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!words.includes(value as T)) throw badParameter();
    return value as T;
  }

  needOneOf<T extends string>(name: string, words: readonly T[]): T {
    const value = this.oneOf(name, words);
    if (value === undefined) throw badParameter();
    return value;
  }

  /** Returns comma-separated entries. @throws Refusal for more than `max`. */
  list(name: string, max: number): ReadonlySet<string> | undefined {
    const value = this.text(name, 32_768);
    if (value === undefined) return undefined;
    const entries = value.split(',').map((entry) => entry.trim());
    if (entries.length > max) throw badParameter();
    return new Set(entries);
  }

  /** Limit 10 to 200 (setting `max_limit`), default 10; offset from 0, default 0. */
  page(settings: Settings, maxOffset = MAX_OFFSET): Page {
    const offset = this.whole('offset', 0, maxOffset) ?? 0;
    if (!settings.clamp_limit) return { offset, limit: this.whole('limit', 10, settings.max_limit) ?? 10 };
    const limit = this.whole('limit', -2_147_483_648, 2_147_483_647) ?? 10;
    return { offset, limit: Math.min(settings.max_limit, Math.max(10, limit)) };
  }

  /** Whether only rows in containers are wanted; `host`, the default, means all rows of a server. */
  containersOnly(): boolean {
    return this.oneOf('category', ['host', 'container']) === 'container';
  }

  /**
   * Returns the requested enterprise projects, one bit each. Without the parameter that is the default project.
   *
   * @throws Refusal HSS.0013 when the caller may not see them.
   */
  enterpriseProjects(caller: Caller): number {
    const asked = this.text('enterprise_project_id') ?? '0';
    const all = asked === 'all_granted_eps';
    if (!all && !caller.user.maySee(asked)) throw new Refusal(hssError('HSS.0013'));
    let mask = 0;
    ENTERPRISE_PROJECTS.forEach(({ id }, place) => {
      if (all ? caller.user.maySee(id) : id === asked) mask |= 1 << place;
    });
    return mask;
  }
}
