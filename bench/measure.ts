export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Returns the value that a share of all values does not exceed, between two neighbours in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(at)] ?? Number.NaN) - below) * (at - Math.floor(at));
}

/** Identity of a row, in the vendor's spelling and in ours. */
export interface RowIdentity {
  readonly host_id: string;
  readonly port: number;
  readonly pid: number | null;
}

/** Counts rows and adds up their hashes, so that two programs' rows can be compared whatever their order. */
export class RowCheck {
  rows = 0;
  private sum = 0;

  add({ host_id, port, pid }: RowIdentity): void {
    const text = `${host_id}|${port}|${pid}`;
    let hash = 0x811c9dc5;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    this.sum = (this.sum + (hash >>> 0)) >>> 0;
    this.rows++;
  }

  /** Equal texts mean equal rows. */
  get text(): string {
    return `${this.rows}:${this.sum}`;
  }
}
