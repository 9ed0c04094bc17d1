/**
 * A tournament over `k` entries: the smallest is known, and after it changes the next smallest is found with one
 * comparison a level, `log2 k` in all.
 */
export class LoserTree<E> {
  /** `losers[i]` for i in [1, k): place of the entry that lost at node i. The leaf of entry p is node `k + p`. */
  readonly #losers: Int32Array;
  #winner: number;

  /** @param before whether the first entry comes before the second; a used-up entry comes after all others. */
  constructor(
    readonly entries: readonly E[],
    readonly before: (a: E, b: E) => boolean,
  ) {
    this.#losers = new Int32Array(entries.length);
    this.#winner = entries.length === 0 ? -1 : this.#play(1);
  }

  /** The smallest entry; `undefined` when there is no entry at all. */
  get winner(): E | undefined {
    return this.entries[this.#winner];
  }

  /** To be called after the winner changed: finds the winner anew. */
  replay(): void {
    const { entries, before } = this;
    let winner = this.#winner;
    for (let node = (entries.length + winner) >> 1; node >= 1; node >>= 1) {
      const other = this.#losers[node] as number;
      if (!before(entries[other] as E, entries[winner] as E)) continue;
      this.#losers[node] = winner;
      winner = other;
    }
    this.#winner = winner;
  }

  #play(node: number): number {
    const k = this.entries.length;
    if (node >= k) return node - k;
    const left = this.#play(2 * node);
    const right = this.#play(2 * node + 1);
    const rightWins = this.before(this.entries[right] as E, this.entries[left] as E);
    this.#losers[node] = rightWins ? left : right;
    return rightWins ? right : left;
  }
}
