import { styleText } from 'node:util';
import { fitted, visible, widthOf } from './text.js';

/** A row of any list. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** How a table is shown. */
export interface TableOptions {
  /** Cells in a line; undefined: as many as it takes. */
  readonly width: number | undefined;
  readonly colours: boolean;
}

interface Column {
  readonly name: string;
  readonly cells: number;
  readonly align: 'left' | 'right';
}

/** Rows that decide how wide the columns are; those that come later are cut where they are wider. */
const DECIDING = 1_000;
/** Most cells of a column where the line is bounded, and least of one that is cut. */
const MOST_CELLS = 36;
const LEAST_CELLS = 8;
const GAP = '  ';

/** Makes a table of rows while they come. */
export class Table {
  private readonly waiting: string[][] = [];
  private columns: readonly Column[] | undefined;
  /** By column, what kind of values it has had. */
  private readonly kinds: Set<string>[];

  /** @param names columns in their order. */
  constructor(
    private readonly names: readonly string[],
    private readonly options: TableOptions,
  ) {
    this.kinds = names.map(() => new Set());
  }

  /** Columns that the line has no room for; known once lines have been made. */
  get hidden(): readonly string[] {
    return this.columns === undefined ? [] : this.names.slice(this.columns.length);
  }

  /** Takes a row and gives the lines that are ready. */
  add(row: AnyRow): string {
    const values = this.names.map((name) => row[name]);
    if (this.columns !== undefined) return this.line(values.map(cellText));
    values.forEach((value, at) => {
      if (value !== null && value !== undefined) this.kinds[at]?.add(typeof value);
    });
    this.waiting.push(values.map(cellText));
    return this.waiting.length < DECIDING ? '' : this.flush();
  }

  /** The lines that are left. Nothing for a table without rows. */
  end(): string {
    return this.columns === undefined && this.waiting.length > 0 ? this.flush() : '';
  }

  private flush(): string {
    this.columns = this.measured();
    const header = this.columns
      .map(({ name, cells, align }) => fitted(visible(name), cells, align))
      .join(GAP)
      .trimEnd();
    const lines = this.waiting.map((cells) => this.line(cells));
    this.waiting.length = 0;
    return `${this.options.colours ? styleText('bold', header, UNCHECKED) : header}\n${lines.join('')}`;
  }

  /** Columns as wide as their widest cell, and as many as the line has room for. */
  private measured(): readonly Column[] {
    const { width = Infinity } = this.options;
    const most = width === Infinity ? Infinity : MOST_CELLS;
    const columns: Column[] = [];
    let left = width;
    for (const [at, name] of this.names.entries()) {
      const own = widthOf(visible(name));
      const widest = this.waiting.reduce((cells, row) => Math.max(cells, widthOf(row[at] ?? '')), own);
      // The last one may use what is left.
      const cells = Math.min(widest, at === this.names.length - 1 ? Math.max(most, left) : most, left);
      // Of a column that is cut, the name and the beginning of each value must be there.
      if (cells < Math.min(widest, Math.max(own, LEAST_CELLS)) && columns.length > 0) break;
      columns.push({ name, cells: Math.max(cells, 1), align: this.isNumeric(at) ? 'right' : 'left' });
      left -= cells + GAP.length;
    }
    return columns;
  }

  private isNumeric(at: number): boolean {
    const kinds = this.kinds[at];
    return kinds?.size === 1 && kinds.has('number');
  }

  private line(cells: readonly string[]): string {
    const columns = this.columns ?? [];
    const text = columns.map(({ cells: width, align }, at) => fitted(cells[at] ?? '', width, align));
    const shown = this.options.colours ? text.map((cell, at) => coloured(cell, cells[at] ?? '')) : text;
    return `${shown.join(GAP).trimEnd()}\n`;
  }
}

/** The caller has decided about colours: Node would look at the environment of its own. */
const UNCHECKED = { validateStream: false } as const;

/** Words that say how bad something is. */
const COLOURS = {
  danger: 'red',
  failed: 'red',
  all_interfaces: 'yellow',
  unknown: 'yellow',
  offline: 'yellow',
} as const;

function coloured(cell: string, word: string): string {
  if (!Object.hasOwn(COLOURS, word)) return cell;
  const bare = cell.trimEnd();
  return styleText(COLOURS[word as keyof typeof COLOURS], bare, UNCHECKED) + cell.slice(bare.length);
}

/** A value as people read it. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(cellText).join(', ');
  return visible(JSON.stringify(value));
}
