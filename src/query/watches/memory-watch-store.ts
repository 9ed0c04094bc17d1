import type { WatchRecord } from './watch.js';
import type { KeptKeys, KeptWatch, WatchStore } from './watch-store.js';

interface Entry {
  kept?: KeptWatch;
  keys: KeptKeys;
  readonly pieces: Map<string, Buffer>;
}

/** Keeps watches in one process; they begin anew with the next one. */
export class MemoryWatchStore implements WatchStore {
  private readonly entries = new Map<string, Entry>();

  read(name: string): Promise<KeptWatch | undefined> {
    return Promise.resolve(this.entries.get(name)?.kept);
  }

  keys(name: string): Promise<KeptKeys | undefined> {
    return Promise.resolve(this.entries.get(name)?.keys);
  }

  put(name: string, pieces: ReadonlyMap<string, Buffer>): Promise<void> {
    const entry = this.entry(name);
    for (const [piece, content] of pieces) entry.pieces.set(piece, content);
    return Promise.resolve();
  }

  pieces(name: string, names: readonly string[]): Promise<(Buffer | undefined)[]> {
    const { pieces } = this.entry(name);
    return Promise.resolve(names.map((piece) => pieces.get(piece)));
  }

  write(name: string, version: number, record: WatchRecord, keys?: KeptKeys): Promise<boolean> {
    const entry = this.entry(name);
    if ((entry.kept?.version ?? 0) !== version) return Promise.resolve(false);
    entry.kept = { version: version + 1, record };
    if (keys !== undefined) entry.keys = keys;
    return Promise.resolve(true);
  }

  drop(name: string, pieces: readonly string[]): Promise<void> {
    const entry = this.entry(name);
    for (const piece of pieces) entry.pieces.delete(piece);
    return Promise.resolve();
  }

  keepOnly(name: string, pieces: ReadonlySet<string>): Promise<void> {
    const entry = this.entry(name);
    for (const piece of entry.pieces.keys()) if (!pieces.has(piece)) entry.pieces.delete(piece);
    return Promise.resolve();
  }

  private entry(name: string): Entry {
    let entry = this.entries.get(name);
    if (entry === undefined) this.entries.set(name, (entry = { keys: [], pieces: new Map() }));
    return entry;
  }
}
