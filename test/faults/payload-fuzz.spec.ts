import { describe, expect, it } from '@jest/globals';
import { Fault } from '../../src/kernel/fault.js';
import { decodePort, type PortMembers } from '../../src/upstream/hss/assets/port.js';
import { decodeHost } from '../../src/upstream/hss/hosts.js';
import { decodeList } from '../../src/upstream/hss/list.js';
import { unpackBody } from '../../src/upstream/transport/response-body.js';
import { measured, size } from '../support/figures.js';
import { seeded } from '../support/virtual-time.js';

const RUNS = size(4_000, 100_000);
const SEED = 20_261;
const HOST = '6d1c9d2e-8f0b-4c57-9a41-2f6b0c8e7d13';

const PAGE = {
  total_num: 2,
  data_list: [
    {
      host_id: HOST,
      laddr: '0.0.0.0',
      status: 'normal',
      port: 22,
      type: 'TCP',
      pid: 812,
      path: '/usr/sbin/sshd',
      agent_id: 'c'.repeat(64),
      container_id: '',
    },
    {
      host_id: HOST,
      laddr: '::1',
      status: 'unknow',
      port: 65_535,
      type: 'UDP6',
      pid: 70_000,
      path: '',
      agent_id: '',
      container_id: 'a1b2',
    },
  ],
};

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  65_536,
  '',
  '22',
  'x'.repeat(5_000),
  '\u0000',
  [],
  {},
  [[]],
  { a: { b: {} } },
  Number.MAX_SAFE_INTEGER + 2,
];

describe('answers of the vendor that were tampered with', () => {
  it(`are refused by name or read rightly, never anything else (${RUNS} answers, seed ${SEED})`, () => {
    const random = seeded(SEED);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const outcomes = { refused: 0, read: 0 };
    for (let run = 0; run < RUNS; run++) {
      const body =
        random() < 0.5 ? bytesChanged(random) : Buffer.from(JSON.stringify(membersChanged(random, pick)));
      const response = { status: 200, headers: {}, body };
      for (const decode of [
        () => decodeList(response, (row) => decodePort(row, HOST)),
        () => decodeList(response, decodeHost),
      ]) {
        try {
          const { rows, total } = decode();
          outcomes.read++;
          expect(total === null || (Number.isSafeInteger(total) && total >= 0)).toBe(true);
          for (const row of rows) if ('port' in row) wellFormed(row);
        } catch (error) {
          if (!(error instanceof Fault) || error.kind !== 'bad_payload') throw error;
          outcomes.refused++;
        }
      }
    }
    measured(
      'R19',
      `${RUNS} tampered answers, seed ${SEED}`,
      `${outcomes.refused} readings refused as bad_payload, ${outcomes.read} well-formed, 0 of another kind`,
      '0 crashes; never a wrong row; bad_payload named',
    );
    expect(outcomes.refused).toBeGreaterThan(RUNS / 4);
    expect(outcomes.read).toBeGreaterThan(0);
  });

  it('are refused when they unpack to nothing, to garbage or beyond all bounds', () => {
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'x']) {
      expect(() => unpackBody(encoding, Buffer.from('no such thing'))).toThrow(
        expect.objectContaining({ kind: 'bad_payload' }),
      );
    }
  });
});

function bytesChanged(random: () => number): Buffer {
  const bytes = Buffer.from(JSON.stringify(PAGE));
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change++)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

function membersChanged(random: () => number, pick: <T>(from: readonly T[]) => T): unknown {
  const page = structuredClone(PAGE) as Record<string, unknown> & { data_list: unknown };
  const rows = page.data_list as Record<string, unknown>[];
  for (let change = 0; change <= random() * 3; change++) {
    const place = random();
    if (place < 0.1) page['total_num'] = pick(STRANGE);
    else if (place < 0.2) return { ...page, data_list: pick(STRANGE) };
    else if (place < 0.25) return pick(STRANGE);
    else {
      const row = pick(rows);
      const name = pick(Object.keys(row));
      if (random() < 0.3) delete row[name];
      else row[name] = pick(STRANGE);
    }
  }
  return page;
}

function wellFormed(row: PortMembers): void {
  expect(
    typeof row.port === 'number' && Number.isInteger(row.port) && row.port >= 0 && row.port <= 65_535,
  ).toBe(true);
  // One expectation for all members: one for each would take longer than the decoding.
  const wrong = Object.entries(row).filter(([, value]: [string, unknown]) =>
    typeof value === 'number'
      ? !Number.isSafeInteger(value)
      : value !== null && typeof value !== 'string' && typeof value !== 'boolean',
  );
  expect(wrong).toEqual([]);
}
