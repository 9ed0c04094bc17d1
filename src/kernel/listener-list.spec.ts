import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oldGarbageOf } from '../../test/support/old-garbage.js';
import { ListenerList } from './listener-list.js';

/** Listeners at a time. */
const WINDOW = 64;

describe('a list of listeners', () => {
  it('calls those that are there, each once, whatever was added and removed before', () => {
    const step = fc.record({ add: fc.boolean(), which: fc.nat({ max: 9 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const list = new ListenerList();
        const there = new Set<number>();
        const called: number[] = [];
        const listeners = Array.from({ length: 10 }, (_, at) => () => void called.push(at));
        for (const { add, which } of steps) {
          const listener = listeners[which] as () => void;
          if (!add) expect(list.remove(listener)).toBe(there.delete(which));
          else if (!there.has(which)) {
            there.add(which);
            list.add(listener);
          }
        }
        expect(list.isEmpty).toBe(there.size === 0);
        list.callAll();
        expect(called.sort()).toEqual([...there].sort());
        expect(list.isEmpty).toBe(true);
      }),
    );
  });

  it('does not call one that another one removes', () => {
    const list = new ListenerList();
    const called: string[] = [];
    const second = (): void => void called.push('second');
    list.add(() => {
      called.push('first');
      list.remove(second);
    });
    list.add(second);
    list.callAll();
    expect(called).toEqual(['first']);
  });

  it('leaves next to nothing of those that were removed to the collection of the whole heap', async () => {
    const list = new ListenerList();
    const waiting: (() => void)[] = [];
    const garbage = await oldGarbageOf((payload) => {
      const listener = (): void => void payload;
      list.add(listener);
      if (waiting.push(listener) > WINDOW) list.remove(waiting.shift() as () => void);
    });
    expect(garbage).toBeLessThan(300);
  });
});
