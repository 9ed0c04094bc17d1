import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fleet } from './fleet.js';
import { addressOf, portOf, riskIn, STRIDE, typeOf } from './port-table.js';
import { DANGER } from './knowledge.js';

function identities(fleet: Fleet, index: number): string[] {
  const table = fleet.makePorts(index);
  return Array.from({ length: table.length / STRIDE }, (_, row) => {
    const word = table[row * STRIDE] as number;
    return [
      portOf(word),
      typeOf(word) & 1,
      addressOf(word),
      table[row * STRIDE + 1],
      table[row * STRIDE + 3],
    ].join();
  });
}

describe('fleet', () => {
  it('follows from seed and size alone', () => {
    const [one, same, other] = [Fleet.of('a', 80, 'x'), Fleet.of('a', 80, 'x'), Fleet.of('b', 80, 'x')];
    for (let i = 0; i < 80; i += 1) {
      expect(same.host(i)).toEqual(one.host(i));
      expect(same.ports(i)).toEqual(one.ports(i));
    }
    expect(other.host(0).id).not.toBe(one.host(0).id);
  });

  it('has no two rows with one identity on any server, before and after waves of change', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(1000), fc.boolean(), (seed, wave, changed) => {
        const fleet = new Fleet(seed, 45, 'x');
        if (changed) for (const n of [1, 2]) fleet.mutate({ fraction: 0.2, seed: wave + n });
        for (let i = 0; i < fleet.size; i += 1) {
          const rows = identities(fleet, i);
          expect(new Set(rows).size).toBe(rows.length);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is shaped like a real one: about 13 rows a server, 500 ports, danger on one server in a hundred', () => {
    const fleet = Fleet.of(1, 3000, 'x');
    const lines = fleet.index().statistics({ enterpriseProjects: 15, containersOnly: false });
    const ports = new Set(lines.map((line) => line.port)).size;
    expect(ports).toBeGreaterThan(450);
    expect(ports).toBeLessThan(550);
    expect(fleet.index().rows / 3000).toBeGreaterThan(10);
    expect(fleet.index().rows / 3000).toBeLessThan(16);
    let dangerous = 0;
    for (let i = 0; i < fleet.size; i += 1) {
      const table = fleet.makePorts(i);
      dangerous += table.some((word, at) => at % STRIDE === 0 && riskIn(word) === DANGER) ? 1 : 0;
    }
    expect(dangerous / 3000).toBeGreaterThan(0.005);
    expect(dangerous / 3000).toBeLessThan(0.02);
  });

  it('gives by port what it gives by server', () => {
    const fleet = Fleet.of(3, 200, 'x');
    const index = fleet.index();
    const scope = { enterpriseProjects: 15, containersOnly: false };
    const places = new Set<string>();
    for (const { port } of index.statistics(scope)) {
      for (const place of index.places(port, scope, -1, () => true)) {
        const [host, ordinal] = [index.hostAt(place), index.ordinalAt(place)];
        expect(portOf(fleet.ports(host)[ordinal * STRIDE] as number)).toBe(port);
        places.add(`${host} ${ordinal}`);
      }
    }
    expect(places.size).toBe(index.rows);
  });
});
