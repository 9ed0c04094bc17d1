import type { Fleet } from '../fleet.js';
import type { Host } from '../host.js';
import { FLEET_NOW } from '../host-facts.js';
import { containerIdOf, containerNameOf, type Instance } from '../plan.js';
import { hash } from '../random.js';

/** Last weekly collection before {@link FLEET_NOW}: Monday 2026-08-31 04:10 in UTC+8, in Unix milliseconds. */
const LAST_WEEKLY = 1788120600000;

/**
 * One server while rows are made for it: what every row of it repeats is worked out once. Makers spell all members out
 * instead of spreading objects, because that is ten times as fast and there are millions of rows.
 */
export class Site {
  readonly agentId: string;
  readonly windows: boolean;
  /** When the hourly and the weekly fingerprints were last taken. */
  readonly hourlyScan: number;
  readonly weeklyScan: number;
  private instances: Instance[] | undefined;
  private readonly boxIds: string[] = [];
  private readonly boxNames: string[] = [];

  constructor(
    readonly fleet: Fleet,
    readonly host: Host,
  ) {
    this.agentId = fleet.facts.agentId(host);
    this.windows = fleet.facts.osType(host) === 'Windows';
    this.hourlyScan = FLEET_NOW - (hash(fleet.seed, host.index, 0x40) % 3_600) * 1000;
    this.weeklyScan = LAST_WEEKLY + (hash(fleet.seed, host.index, 0x41) % 1_800) * 1000;
  }

  /** What runs here. */
  get plan(): readonly Instance[] {
    return (this.instances ??= this.fleet.plan(this.host));
  }

  /** A draw that belongs to this server and one thing of it. */
  draw(salt: number, what: number): number {
    return hash(this.fleet.seed ^ salt, this.host.index, what);
  }

  /** Returns a fixed time for one thing of this server, at most `days` days before now. */
  timeAgo(what: number, days: number): number {
    return FLEET_NOW - (hash(this.fleet.seed, this.host.index, what) % (days * 24)) * 3_600_000;
  }

  /** A container's identifier; empty for ordinal -1. */
  boxId(container: number): string {
    if (container < 0) return '';
    return (this.boxIds[container] ??= containerIdOf(this.fleet.seed, this.host, container));
  }

  /** A container's name; empty for ordinal -1. */
  boxName(container: number): string {
    if (container < 0) return '';
    return (this.boxNames[container] ??= containerNameOf(this.fleet.seed, this.host, container));
  }
}
