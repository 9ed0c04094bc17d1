import { describe, expect, it } from '@jest/globals';
import { PassedOn, readTraceparent } from './trace.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

describe('readTraceparent', () => {
  it('reads version 00, and later ones as far as they agree with it', () => {
    const read = { traceId: TRACE, spanId: PARENT, sampled: true };
    expect(readTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual(read);
    expect(readTraceparent(`00-${TRACE}-${PARENT}-02`)).toEqual({ ...read, sampled: false });
    expect(readTraceparent(`cc-${TRACE}-${PARENT}-01-what-the-future-has`)).toEqual(read);
  });

  it.each([
    undefined,
    '',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    `00-${TRACE}-${PARENT}-01-more`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    `00-${'0'.repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${PARENT}`,
  ])('takes %s for none', (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });

  it('is written again as it came', () => {
    const text = `00-${TRACE}-${PARENT}-01`;
    const span = new PassedOn({ traceId: TRACE, spanId: PARENT, sampled: true });
    expect([span.traceparent, span.begin().traceparent]).toEqual([text, text]);
  });
});
