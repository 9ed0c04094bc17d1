/** Removals after which the map is made anew, unless more entries are left. A choice: copying so few takes a microsecond or two. */
const MOST_REMOVALS = 64;

/**
 * A map for entries that come and go all the time. It is a Map that is made anew every so often, because the tables of one that
 * lives on keep what has left until the collection of the whole heap; see `ListenerList`.
 */
export class PassingMap<K, V> {
  private entries = new Map<K, V>();
  private removals = 0;

  get size(): number {
    return this.entries.size;
  }

  has(key: K): boolean {
    return this.entries.has(key);
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  set(key: K, value: V): void {
    this.entries.set(key, value);
  }

  /** Returns false when there was no such entry. */
  delete(key: K): boolean {
    if (!this.entries.delete(key)) return false;
    if (++this.removals >= Math.max(MOST_REMOVALS, this.entries.size)) {
      this.entries = new Map(this.entries);
      this.removals = 0;
    }
    return true;
  }
}
