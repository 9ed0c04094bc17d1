import { reasonOf } from './abort.js';

interface Waiting {
  readonly size: number;
  readonly enter: () => void;
}

/** Admits work as long as there is room for it; other work waits, first come, first served. */
export class Room {
  private free: number;
  private waiting: Waiting[] = [];

  /** @param size in any unit; the sizes of the work have the same. */
  constructor(private readonly size: number) {
    this.free = size;
  }

  /**
   * Resolves once there is room. Work that is larger than the room takes all of it.
   *
   * @returns a function that gives the room back; call it once.
   * @throws the signal's reason.
   */
  async enter(size: number, signal: AbortSignal): Promise<() => void> {
    const taken = Math.min(this.size, size);
    await this.wait(taken, signal);
    return () => {
      this.free += taken;
      this.letIn();
    };
  }

  private wait(size: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(reasonOf(signal));
    if (this.waiting.length === 0 && size <= this.free) {
      this.free -= size;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.waiting = this.waiting.filter((each) => each !== one);
        reject(reasonOf(signal));
        this.letIn();
      };
      const one = {
        size,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      this.waiting.push(one);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  private letIn(): void {
    for (;;) {
      const [next] = this.waiting;
      if (next === undefined || next.size > this.free) return;
      this.waiting.shift();
      this.free -= next.size;
      next.enter();
    }
  }
}
