import { reasonOf } from './abort.js';

interface Waiting {
  readonly size: number;
  readonly enter: () => void;
}

/** Lets work in as long as there is room for it; the rest waits, first come, first served. */
export class Room {
  private free: number;
  private waiting: Waiting[] = [];

  /** @param size in the unit of the works' own sizes. */
  constructor(private readonly size: number) {
    this.free = size;
  }

  /**
   * Resolves once there is room. What is larger than the room takes all of it.
   *
   * @returns what gives the room back; call it once.
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
