import type { HostFailure, Summary } from '../../query/question/answer.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import { packed } from '../../query/background/pack.js';
import type { ChunkResult } from '../../query/background/query-store.js';

/** What one piece of a result holds. */
export interface PieceContent {
  readonly items: readonly object[];
  readonly failures: readonly HostFailure[];
  /** What the check of a reading by key has to do about the chunk. */
  readonly open?: OpenEnds;
}

/** What a chunk of keys leaves to the check. Each with its project. */
export interface OpenEnds {
  /** Keys that could not be read. */
  readonly keys: readonly (readonly [project: string, key: string | number])[];
  /** Hosts that have rows, and an id that cannot be used. */
  readonly hosts: readonly (readonly [project: string, hostId: string])[];
}

/** A chunk in figures. */
type Figures = Pick<ChunkResult, 'answered' | 'calls' | 'hits' | 'asOf'>;

/** Rows of one piece. A choice: about 100 KB when packed, some milliseconds of work. */
const PIECE_ROWS = 2_000;
/**
 * Rows that are held back. The rows of a host that kept changing come shortly before its failure and must not be kept,
 * because the host will be asked again. A choice: far more than come between the two.
 */
const HELD_ROWS = 20_000;

export interface PieceTools {
  /** Name of the piece at a place. */
  readonly nameOf: (at: number) => string;
  /** Keeps a piece that is not the last one. */
  readonly stage: (name: string, content: Buffer) => Promise<void>;
  /** What is kept of a row. */
  readonly shape: (row: AssetRow) => object;
}

/** Collects the rows of one chunk in packed pieces; all but the last are staged on the way. */
export class ChunkPieces {
  private held: AssetRow[] = [];
  private readonly failures: HostFailure[] = [];
  private readonly failed = new Set<string>();
  private readonly made: { name: string; rows: number; failures: number }[] = [];
  private figures: Figures | undefined;
  private open: OpenEnds | undefined;

  constructor(private readonly tools: PieceTools) {}

  /** @throws what `stage` throws. */
  async add(event: AnswerEvent<AssetRow>): Promise<void> {
    if (event.type === 'items') {
      this.held.push(...event.items);
      while (this.held.length >= HELD_ROWS + PIECE_ROWS) await this.stage(this.held.splice(0, PIECE_ROWS));
    } else if (event.type === 'failure') {
      this.failures.push(event.failure);
      this.failed.add(placeOf(event.failure));
    } else if (event.type === 'summary') this.figures = figuresOf(event.summary);
  }

  /** Adds rows that no failure can follow. @throws what `stage` throws. */
  addRows(items: readonly AssetRow[]): Promise<void> {
    return this.add({ type: 'items', items });
  }

  /** Ends a chunk of keys. */
  end(figures: Figures, open?: OpenEnds): void {
    this.figures = figures;
    if (open !== undefined && open.keys.length + open.hosts.length > 0) this.open = open;
  }

  /** Whether the hosts of a project could not be listed for certain. */
  get failedProject(): boolean {
    return this.failures.some(({ host_id: host }) => host === '*');
  }

  /** Returns what is to be committed; undefined when the reading ended without an outcome. */
  async result(): Promise<Omit<ChunkResult, 'chunk' | 'round'> | undefined> {
    const { figures, failures, open } = this;
    if (figures === undefined) return undefined;
    const rows = this.held.filter((row) => !this.failed.has(placeOf(row)));
    while (rows.length > PIECE_ROWS) await this.stage(rows.splice(0, PIECE_ROWS));
    let last: Buffer | undefined;
    if (rows.length > 0 || failures.length > 0 || open !== undefined) {
      last = await this.packedPiece(rows, failures, open);
      this.note(rows.length, failures.length + (open === undefined ? 0 : 1));
    }
    return {
      ...figures,
      failed: failures.length,
      code: failures.at(-1)?.code ?? '',
      pieces: this.made,
      ...(last === undefined ? {} : { last }),
    };
  }

  private async stage(rows: readonly AssetRow[]): Promise<void> {
    const content = await this.packedPiece(rows, []);
    await this.tools.stage(this.note(rows.length, 0), content);
  }

  private packedPiece(
    rows: readonly AssetRow[],
    failures: readonly HostFailure[],
    open?: OpenEnds,
  ): Promise<Buffer> {
    const items = rows.map((row) => this.tools.shape(row));
    const content: PieceContent = { items, failures, ...(open === undefined ? {} : { open }) };
    return packed(content);
  }

  private note(rows: number, failures: number): string {
    const name = this.tools.nameOf(this.made.length);
    this.made.push({ name, rows, failures });
    return name;
  }
}

function figuresOf({ hosts, upstream_calls, cache_hits, as_of }: Summary): Figures {
  return { answered: hosts.answered, calls: upstream_calls, hits: cache_hits, asOf: Date.parse(as_of) };
}

function placeOf({ project, host_id }: { readonly project: string; readonly host_id: string }): string {
  return `${project} ${host_id}`;
}
