import { median } from './measure.js';

/** One figure of a row, with what it has to reach. */
export interface Figure {
  /** What was measured, and at which size. A figure of an earlier run is found by it. */
  readonly name: string;
  readonly value: number;
  /** `×`: ours divided by the reference's. */
  readonly unit: '×' | 'MiB' | 'ms' | 's' | '%' | 'bytes';
  readonly ours: number;
  readonly reference: number;
  /** Unit of `ours` and `reference`. */
  readonly rawUnit: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface RowResult {
  readonly figures: readonly Figure[];
  /** Whether our rows were those of the reference, or of the emulator's fleet. */
  readonly rowsEqual: boolean;
  /** What a reader has to know: smaller sizes, a reference that is missing. */
  readonly notes?: readonly string[];
}

/** How a run of the bench was ordered. */
export interface Order {
  /** Small sizes and one round: it shows that the bench works, not how fast anything is. */
  readonly quick: boolean;
  readonly seed: number;
}

/** One line of the bench's table. */
export interface Row {
  readonly id: string;
  /** What was done. */
  readonly work: string;
  /** What it is compared with, in the same run. */
  readonly reference: string;
  run(order: Order): Promise<RowResult>;
}

type Bound = Pick<Figure, 'atMost' | 'atLeast'>;

/** Returns the ratio of two medians as a figure. */
export function ratio(
  name: string,
  ours: readonly number[],
  reference: readonly number[],
  rawUnit: string,
  bound: Bound = {},
): Figure {
  const [mine, theirs] = [median(ours), median(reference)];
  return { name, value: mine / theirs, unit: '×', ours: mine, reference: theirs, rawUnit, ...bound };
}

/** Returns the difference of two medians as a figure. */
export function difference(
  name: string,
  ours: readonly number[],
  reference: readonly number[],
  unit: 'ms' | 'MiB',
  bound: Bound = {},
): Figure {
  const [mine, theirs] = [median(ours), median(reference)];
  return { name, value: mine - theirs, unit, ours: mine, reference: theirs, rawUnit: unit, ...bound };
}
