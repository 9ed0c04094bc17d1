import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { by, inOrderOf } from '../../fleet/order.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import { packRows, unpackRows } from './packed-rows.js';
import type { RowSubject } from './shared-rows.js';

interface Row extends AssetRow {
  readonly id: number;
  readonly text: string | null;
  readonly list: readonly string[];
}

const HOST = 'host-1';
const SUBJECT: RowSubject<Row> = {
  source: {
    members: ['project', 'host_id', 'id', 'text', 'list'],
    compare: inOrderOf<Row>(by((row) => row.id)),
  } as unknown as AssetSource<Row>,
  project: 'demo',
  key: 'key',
};

const row = (id: number, text: string | null = null, list: string[] = []): Row => ({
  project: 'demo',
  host_id: HOST,
  id,
  text,
  list,
});
const table = (text: string): Buffer => deflateRawSync(text);

describe('rows of one host, packed', () => {
  it('come out as they went in', () => {
    const rows = fc
      .uniqueArray(fc.tuple(fc.integer(), fc.option(fc.string()), fc.array(fc.string())), {
        selector: ([id]) => id,
      })
      .map((all) => all.sort(([a], [b]) => a - b).map(([id, text, list]) => row(id, text, list)));
    fc.assert(
      fc.property(rows, (all) => {
        const packed = packRows(SUBJECT, HOST, all) as Buffer;
        const unpacked = unpackRows(SUBJECT, HOST, packed);
        expect(unpacked).toEqual(all);
        expect(JSON.stringify(unpacked)).toBe(JSON.stringify(all));
      }),
    );
  });

  it('are not packed when they are another host’s, another project’s or of two forms', () => {
    expect(packRows(SUBJECT, HOST, [{ ...row(1), host_id: 'host-2' }])).toBeUndefined();
    expect(packRows(SUBJECT, HOST, [{ ...row(1), project: 'other' }])).toBeUndefined();
    expect(packRows(SUBJECT, HOST, [row(1), { ...row(2), host_name: 'a' }])).toBeUndefined();
    expect(packRows(SUBJECT, HOST, [{ ...row(1), host_name: 'a' }, row(2)])).toBeUndefined();
  });

  it.each<[string, string]>([
    ['no JSON', 'rows'],
    ['no table', '{"rows":[]}'],
    ['no rows', '[["id"],null]'],
    ['members that nobody declared', '[["id","secret"],[[1,2]]]'],
    ['a prototype', '[["id","__proto__"],[[1,{"admin":true}]]]'],
    ['another constructor', '[["constructor"],[[1]]]'],
    ['a host of its own', '[["host_id","id"],[["host-2",1]]]'],
    ['a member twice', '[["id","id"],[[1,1]]]'],
    ['rows that are too short', '[["id","text"],[[1]]]'],
    ['rows that are none', '[["id"],[{"0":1,"length":1}]]'],
    ['objects for cells', '[["id"],[[{"valueOf":1}]]]'],
    ['a row twice', '[["id"],[[1],[1]]]'],
    ['rows out of order', '[["id"],[[2],[1]]]'],
  ])('are refused with %s', (_what, text) => {
    expect(unpackRows(SUBJECT, HOST, table(text))).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('are refused whatever else the bytes hold', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(unpackRows(SUBJECT, HOST, Buffer.from(bytes))).toBeUndefined();
      }),
    );
    const whole = packRows(SUBJECT, HOST, [row(1), row(2)]) as Buffer;
    for (let end = 0; end < whole.length; end++)
      expect(unpackRows(SUBJECT, HOST, whole.subarray(0, end))).toBeUndefined();
    const bomb = table(`[["text"],[["${'a'.repeat(17 * 1024 * 1024)}"]]]`);
    expect(unpackRows(SUBJECT, HOST, bomb)).toBeUndefined();
  });
});
