import type { Lane } from './policy.js';
import { wholeInRange } from './range.js';

export interface FairQueueOptions {
  /** While both lanes wait, every Nth one taken is bulk. Default 8; at least 2, because 1 would reverse the order. */
  readonly bulkEvery?: number;
  /** Turns in a row of a tenant when its turn comes, a whole number from 1. Default 1 for everybody. */
  readonly weightOf?: (tenant: string) => number;
}

/** A place in the queue; whoever holds it may leave. */
export interface Place<T> {
  readonly value: T;
}

class Node<T> implements Place<T> {
  previous: Node<T> | undefined;
  next: Node<T> | undefined;
  /** Undefined once it has left. */
  line: Line<T> | undefined;

  constructor(
    readonly value: T,
    line: Line<T>,
  ) {
    this.line = line;
  }
}

/** One tenant's waiters in one lane, first come, first served. Lines with waiters form a ring. */
class Line<T> {
  head: Node<T> | undefined;
  tail: Node<T> | undefined;
  size = 0;
  turnsLeft = 0;
  before: Line<T> = this;
  after: Line<T> = this;

  constructor(
    readonly tenant: string,
    readonly lane: LaneQueue<T>,
  ) {}
}

class LaneQueue<T> {
  readonly lines = new Map<string, Line<T>>();
  /** The line whose turn it is. */
  current: Line<T> | undefined;
  size = 0;

  constructor(readonly weightOf: (tenant: string) => number) {}

  insert(tenant: string, value: T, first: boolean): Node<T> {
    const line = this.lines.get(tenant) ?? this.join(tenant);
    const node = new Node(value, line);
    if (first) {
      node.next = line.head;
      if (line.head === undefined) line.tail = node;
      else line.head.previous = node;
      line.head = node;
    } else {
      node.previous = line.tail;
      if (line.tail === undefined) line.head = node;
      else line.tail.next = node;
      line.tail = node;
    }
    line.size++;
    this.size++;
    return node;
  }

  take(): Node<T> | undefined {
    const line = this.current;
    const node = line?.head;
    if (line === undefined || node === undefined) return undefined;
    line.turnsLeft--;
    this.drop(node, line);
    if (line.size > 0 && line.turnsLeft <= 0) this.advance(line);
    return node;
  }

  drop(node: Node<T>, line: Line<T>): void {
    if (node.previous === undefined) line.head = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) line.tail = node.previous;
    else node.next.previous = node.previous;
    node.line = undefined;
    // Else one that has left long ago keeps those behind it in memory until the whole heap is collected.
    node.previous = undefined;
    node.next = undefined;
    line.size--;
    this.size--;
    if (line.size === 0) this.leave(line);
  }

  /** A new line gets its turn after all lines that wait already. */
  private join(tenant: string): Line<T> {
    const line = new Line(tenant, this);
    line.turnsLeft = Math.max(1, Math.floor(this.weightOf(tenant)));
    this.lines.set(tenant, line);
    if (this.current === undefined) this.current = line;
    else {
      line.after = this.current;
      line.before = this.current.before;
      line.before.after = line;
      line.after.before = line;
    }
    return line;
  }

  private leave(line: Line<T>): void {
    this.lines.delete(line.tenant);
    if (this.current === line) this.advance(line);
    if (this.current === line) this.current = undefined;
    line.before.after = line.after;
    line.after.before = line.before;
  }

  private advance(line: Line<T>): void {
    line.turnsLeft = Math.max(1, Math.floor(this.weightOf(line.tenant)));
    this.current = line.after;
  }
}

/**
 * Decides who is next: interactive before bulk, but one in `bulkEvery` is bulk. Inside a lane tenants take turns, each in its
 * own order of arrival. A tenant with 10 000 waiters delays the first of another tenant by one turn, not by 10 000. All
 * operations cost the same at any length.
 */
export class FairQueue<T> {
  private readonly lanes: Readonly<Record<Lane, LaneQueue<T>>>;
  private readonly bulkEvery: number;
  /** Interactive ones taken in a row while bulk waited. */
  private ahead = 0;

  /** @throws RangeError for bulkEvery outside [2, 1000]. */
  constructor(options: FairQueueOptions = {}) {
    this.bulkEvery = wholeInRange('bulkEvery', options.bulkEvery ?? 8, 2, 1_000);
    const weightOf = options.weightOf ?? ((): number => 1);
    this.lanes = { interactive: new LaneQueue(weightOf), bulk: new LaneQueue(weightOf) };
  }

  get size(): number {
    return this.lanes.interactive.size + this.lanes.bulk.size;
  }

  sizeOf(lane: Lane): number {
    return this.lanes[lane].size;
  }

  sizeOfTenant(lane: Lane, tenant: string): number {
    return this.lanes[lane].lines.get(tenant)?.size ?? 0;
  }

  /** Adds a waiter at the end of the tenant's line. */
  push(lane: Lane, tenant: string, value: T): Place<T> {
    return this.lanes[lane].insert(tenant, value, false);
  }

  /** Adds a waiter at the head of the tenant's line: one that was taken and could not be served after all. */
  unshift(lane: Lane, tenant: string, value: T): Place<T> {
    return this.lanes[lane].insert(tenant, value, true);
  }

  /** Takes the next one from the queue; undefined when nobody waits. */
  shift(): T | undefined {
    const { interactive, bulk } = this.lanes;
    const bulkTurn = bulk.size > 0 && (interactive.size === 0 || this.ahead >= this.bulkEvery - 1);
    if (bulkTurn || bulk.size === 0) this.ahead = 0;
    else this.ahead++;
    return (bulkTurn ? bulk : interactive).take()?.value;
  }

  /** Removes a waiter; false when it has left already. */
  remove(place: Place<T>): boolean {
    if (!(place instanceof Node)) return false;
    const node = place as Node<T>;
    if (node.line === undefined) return false;
    node.line.lane.drop(node, node.line);
    return true;
  }
}
