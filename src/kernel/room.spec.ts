import { describe, expect, it } from '@jest/globals';
import { Room } from './room.js';

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('a room', () => {
  it('admits work while there is room, and later work in the order of its arrival', async () => {
    const room = new Room(10);
    const { signal } = new AbortController();
    const leave: ((() => void) | undefined)[] = [];
    // The second is larger than the room: it gets all of it.
    for (const [nth, size] of [6, 50, 1, 4].entries())
      void room.enter(size, signal).then((each) => (leave[nth] = each));
    const inside = (): number[] => Object.keys(leave).map(Number);
    await turn();
    expect(inside()).toEqual([0]);
    leave[0]?.();
    await turn();
    expect(inside()).toEqual([0, 1]);
    leave[1]?.();
    await turn();
    expect(inside()).toEqual([0, 1, 2, 3]);
  });

  it('drops work whose signal aborts while it waits, and admits the next one', async () => {
    const room = new Room(1);
    const waiting = new AbortController();
    const { signal } = new AbortController();
    const leave = await room.enter(1, signal);
    const second = room.enter(1, waiting.signal);
    const third = room.enter(1, signal);
    waiting.abort(new Error('gone'));
    await expect(second).rejects.toThrow('gone');
    leave();
    await expect(third).resolves.toBeInstanceOf(Function);
  });
});
