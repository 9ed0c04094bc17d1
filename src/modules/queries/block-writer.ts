import {
  BLOCK_HOSTS,
  type BlockRole,
  type LayoutBlock,
  type QueryRecord,
} from '../../query/background/query-record.js';
import { orderedBlocks, type QueryStore } from '../../query/background/query-store.js';
import type { Target } from '../../query/question/target.js';

/** Keeps the blocks of a layout, one behind the other. */
export class BlockWriter {
  private readonly written: LayoutBlock[];

  /**
   * @param stamp differs for each attempt: an older one that goes on writes no block of a younger one.
   * @param before blocks that are kept already.
   */
  constructor(
    private readonly store: QueryStore,
    private readonly record: QueryRecord,
    private readonly stamp: number | string,
    before: readonly LayoutBlock[] = [],
  ) {
    this.written = [...before];
  }

  get blocks(): readonly LayoutBlock[] {
    return this.written;
  }

  /** Notes the blocks of hosts that were kept with the order. */
  named(project: string | null, role?: BlockRole): void {
    const { named = 0 } = this.record;
    for (const [at, name] of orderedBlocks(this.record).entries())
      this.note(name, project, Math.min(BLOCK_HOSTS, named - at * BLOCK_HOSTS), role);
  }

  async hosts(project: string | null, ids: readonly string[], role?: BlockRole): Promise<void> {
    for (let from = 0; from < ids.length; from += BLOCK_HOSTS) {
      const some = ids.slice(from, from + BLOCK_HOSTS);
      await this.put(project, some, some.length, role);
    }
  }

  /** Keeps hosts in their order, those of each project together. */
  async targets(targets: readonly Target[], role?: BlockRole): Promise<void> {
    let ids: string[] = [];
    let alias: string | undefined;
    const flush = async (): Promise<void> => {
      if (alias !== undefined) await this.hosts(alias, ids, role);
      ids = [];
    };
    for (const { project, hostId } of targets) {
      if (ids.length === BLOCK_HOSTS || project.alias !== alias) await flush();
      alias = project.alias;
      ids.push(hostId);
    }
    await flush();
  }

  /** Keeps what stands as JSON, in one block. */
  async entries(role: 'keys' | 'left', project: string | null, entries: readonly unknown[]): Promise<void> {
    const texts = entries.map((entry) => JSON.stringify(entry));
    await this.put(project, texts, 0, role);
  }

  /** Adds the chunk that ends the reading by key. */
  check(): void {
    this.note(this.nextName, null, 0, 'check');
  }

  private async put(
    project: string | null,
    entries: readonly string[],
    hosts: number,
    role: BlockRole | undefined,
  ): Promise<void> {
    const name = this.nextName;
    await this.store.putBlock(this.record, name, entries);
    this.note(name, project, hosts, role);
  }

  private get nextName(): string {
    return `${this.stamp}-${this.written.length}`;
  }

  private note(name: string, project: string | null, hosts: number, role: BlockRole | undefined): void {
    this.written.push({ name, project, hosts, ...(role === undefined ? {} : { role }) });
  }
}
