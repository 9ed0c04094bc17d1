import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CursorCodec, type JsonValue } from './cursor.js';

const seal = { expiresAtMs: 2_000, binding: 'query-project-caller' };
const here = { nowMs: 1_000, binding: seal.binding };
const codec = new CursorCodec([
  { id: 'new', key: Buffer.alloc(32, 1) },
  { id: 'old', key: Buffer.alloc(32, 2) },
]);
const payload = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const short = payload.filter((value) => JSON.stringify(value).length < 300);

describe('CursorCodec', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(short, fc.string(), (value, binding) => {
        const text = codec.encode(value, { expiresAtMs: 2_000, binding });
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(codec.decode(text, { nowMs: 1_999, binding })).toEqual({ ok: true, payload: value });
      }),
    );
  });

  it('refuses a text with any bit flipped', () => {
    const text = codec.encode({ after: [17, 'host-3'] }, seal);
    for (let at = 0; at < text.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const other = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        expect(codec.decode(changed, here).ok).toBe(false);
      }
    }
  });

  it('refuses a text that is cut short, lengthened, padded or spelled in another alphabet', () => {
    const text = codec.encode({ after: '>>>???>>>' }, seal);
    for (let end = 0; end < text.length; end++) expect(codec.decode(text.slice(0, end), here).ok).toBe(false);
    const standard = Buffer.from(text, 'base64url').toString('base64');
    for (const other of [
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      `${text}\n`,
      standard.replace(/=+$/, '') + '=',
    ]) {
      expect(codec.decode(other, here).ok).toBe(false);
    }
  });

  it('never throws on text that is not its own', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.string({ minLength: 2_049, maxLength: 3_000 })),
        (text) => {
          expect(codec.decode(text, here).ok).toBe(false);
        },
      ),
    );
  });

  it('says which kind of refusal it is', () => {
    const text = codec.encode(1, seal);
    const otherCodec = new CursorCodec([{ id: 'new', key: Buffer.alloc(32, 9) }]);
    expect(codec.decode(text, { ...here, binding: 'other' })).toEqual({ ok: false, reason: 'foreign' });
    expect(codec.decode(text, { ...here, nowMs: 2_000 })).toEqual({ ok: false, reason: 'expired' });
    expect(codec.decode(text, { nowMs: 2_000, binding: 'other' })).toEqual({ ok: false, reason: 'foreign' });
    expect(otherCodec.decode(text, here)).toEqual({ ok: false, reason: 'forged' });
    expect(codec.decode('!', here)).toEqual({ ok: false, reason: 'malformed' });
    expect(codec.decode('A'.repeat(2_049), here)).toEqual({ ok: false, reason: 'malformed' });
  });

  it('reads cursors of every key it holds, and of no other', () => {
    const before = new CursorCodec([{ id: 'old', key: Buffer.alloc(32, 2) }]);
    const later = new CursorCodec([{ id: 'new', key: Buffer.alloc(32, 1) }]);
    const text = before.encode({ page: 2 }, seal);
    expect(codec.decode(text, here)).toEqual({ ok: true, payload: { page: 2 } });
    expect(later.decode(text, here).ok).toBe(false);
  });

  it('does not show what it is bound to', () => {
    const text = codec.encode(1, seal);
    expect(Buffer.from(text, 'base64url').includes(seal.binding)).toBe(false);
  });

  it('is short: 36 bytes more than its payload', () => {
    expect(Buffer.from(codec.encode([1, 2], seal), 'base64url')).toHaveLength(36 + '[1,2]'.length);
  });

  it('refuses to make a cursor that it would not read', () => {
    expect(() => codec.encode('x'.repeat(2_000), seal)).toThrow(RangeError);
  });

  it('refuses keys that are missing, doubled or short', () => {
    expect(() => new CursorCodec([])).toThrow(RangeError);
    expect(() => new CursorCodec([{ id: 'a', key: Buffer.alloc(15) }])).toThrow(RangeError);
    const key = Buffer.alloc(32);
    expect(
      () =>
        new CursorCodec([
          { id: 'a', key },
          { id: 'a', key },
        ]),
    ).toThrow(RangeError);
  });
});
