import type { AssetRow } from '../question/fleet-query.js';
import { JsonBytes } from './json-bytes.js';
import type { RowTable } from './row-table.js';

/**
 * Where rows are written, one batch after the other. Whoever sends them gets a text: buffers that wait for the garbage
 * collector pile up to 64 MB before it notices, and texts do not.
 */
const written = new JsonBytes();

/** Some rows of a table, as the rows of an event of an answer. They are unpacked when somebody asks for them. */
export class PackedRows<Row extends AssetRow> {
  readonly type = 'items';
  private unpacked: readonly Row[] | undefined;

  constructor(
    private readonly table: RowTable<Row>,
    private readonly numbers: Uint32Array,
  ) {}

  get length(): number {
    return this.numbers.length;
  }

  get items(): readonly Row[] {
    return (this.unpacked ??= Array.from(this.numbers, (number) => this.table.row(number)));
  }

  /** Calls `use` with the values of some members of each row: always the same list, filled anew. */
  readonly each = (
    members: readonly (keyof Row & string)[],
    use: (values: readonly unknown[]) => void,
  ): void => {
    const pick = this.table.picker(members);
    const values: unknown[] = members.map(() => null);
    for (const number of this.numbers) {
      pick(number, values);
      use(values);
    }
  };

  /** Returns each row as JSON, between two texts. */
  readonly json = (begin: string, end: string): string => {
    const [first, last] = [Buffer.from(begin), Buffer.from(end)];
    written.begin();
    for (const number of this.numbers) {
      written.copy(first);
      this.table.writeJson(written, number);
      written.copy(last);
    }
    return written.toString();
  };
}
