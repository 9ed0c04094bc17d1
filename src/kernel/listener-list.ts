type Listener = () => void;

/**
 * Listeners of one signal, for signals that thousands of calls listen to in turn. Removing one leaves nothing of it behind. A Set
 * would: it makes a new table every so often, and V8 lets each old table point to the next. Once one of them is old enough to be
 * left to the rare collection of the whole heap, all later ones stay until then too, with every listener that they held and
 * what those hold, such as the rows of a call (measured 2026-11: 4 KB for each server of a stream, 80 % of what was left to
 * that collection).
 */
export class ListenerList {
  /** In no order. Undefined from `count` on, and where one was removed while they are called. Never made shorter, for the same reason. */
  private readonly all: (Listener | undefined)[] = [];
  private count = 0;
  private calling = false;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** @param listener not there yet. */
  add(listener: Listener): void {
    this.all[this.count++] = listener;
  }

  /** Returns false when it is not there. Costs a look at each: some tens of nanoseconds for a hundred. */
  remove(listener: Listener): boolean {
    const { all } = this;
    const at = all.indexOf(listener);
    if (at < 0) return false;
    if (this.calling) all[at] = undefined;
    else {
      all[at] = all[--this.count];
      all[this.count] = undefined;
    }
    return true;
  }

  /** Calls each listener once, also those that are added meanwhile, and removes it. One that is removed meanwhile is not called. */
  callAll(): void {
    this.calling = true;
    for (let at = 0; at < this.count; at++) this.all[at]?.();
    this.all.length = 0;
    this.count = 0;
    this.calling = false;
  }
}
