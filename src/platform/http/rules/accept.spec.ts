import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CODINGS, preferred, preferredCoding } from './accept.js';

const TYPES = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  sse: 'text/event-stream; charset=utf-8',
};

describe('the preferred type', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['  ', 'json'],
    ['*/*', 'json'],
    ['*', 'json'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'json'],
    ['application/*', 'json'],
    ['text/*', 'csv'],
    ['text/*, application/json;q=0.5', 'csv'],
    ['text/*;q=0.5, application/json', 'json'],
    ['TEXT/CSV', 'csv'],
    ['text/event-stream', 'sse'],
    ['text/event-stream, */*;q=0.1', 'sse'],
    ['text/csv;q=0, text/*', 'sse'],
    ['application/json;q=0, */*', 'ndjson'],
    ['application/json;q=0.0, application/x-ndjson;q=0.000, */*', 'csv'],
    ['*/*;q=0', undefined],
    ['application/json;q=0', undefined],
    ['*/*;q=0.9, application/x-ndjson;q=0.1', 'json'],
    ['application/x-ndjson;q=0.2, text/csv;q=0.8', 'csv'],
    ['application/x-ndjson, text/csv', 'ndjson'],
    ['text/csv, application/x-ndjson', 'csv'],
    ['text/csv;q=0.5, application/*;q=0.5', 'csv'],
    ['application/json; charset=UTF-8', 'json'],
    ['application/json;charset="utf-8"', 'json'],
    ['application/json;charset=iso-8859-1, text/csv', 'csv'],
    ['text/csv;header=present', 'csv'],
    ['text/csv;header=absent', undefined],
    ['application/json, text/plain, */*', 'json'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'json'],
    ['image/png', undefined],
    ['nonsense', undefined],
    ['application/jsonp', undefined],
    ['application/problem+json', undefined],
    [',,, text/csv ,,', 'csv'],
    ['image/png;a="x, text/csv", application/x-ndjson', 'ndjson'],
  ])('follows the header %j: it is %j', (accept, name) => {
    expect(preferred(accept, TYPES)).toBe(name);
  });

  it('is looked for among the first kilobyte of ranges', () => {
    expect(preferred(`${'a/b,'.repeat(200)}text/csv`, TYPES)).toBe('csv');
    expect(preferred(`${'a/b,'.repeat(4_000)}text/csv`, TYPES)).toBeUndefined();
    expect(preferred('a'.repeat(16_000), TYPES)).toBe('json');
  });

  it('is one of those offered, or none, whatever the header', () => {
    const pieces = ['a/b', 'text/csv', '*', '*/*', ',', ';', 'q=', '0', '"', '\\', ' ', '/', '=', '\t', 'é'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), (parts) => {
        expect([...Object.keys(TYPES), undefined]).toContain(preferred(parts.join(''), TYPES));
        expect([...CODINGS, 'identity', undefined]).toContain(preferredCoding(parts.join(''), CODINGS));
      }),
    );
  });
});

describe('the preferred coding', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['br;q=0.8, gzip', 'gzip'],
    ['br, gzip;q=0.8', 'br'],
    ['gzip;q=0', 'identity'],
    ['gzip;q=0.000, *', 'zstd'],
    ['zstd;q=0, br;q=0, *', 'gzip'],
    ['*', 'zstd'],
    ['*;q=0', undefined],
    ['identity', 'identity'],
    ['identity;q=0', undefined],
    ['identity;q=0, br', 'br'],
    ['identity;q=0, deflate', undefined],
    ['gzip;q=0.5, identity;q=0.9', 'identity'],
    ['gzip;q=0.5', 'gzip'],
    ['deflate, xgzip', 'identity'],
  ])('follows the header %j: it is %j', (header, coding) => {
    expect(preferredCoding(header, CODINGS)).toBe(coding);
  });

  it('is one of those offered', () => {
    expect(preferredCoding('br, zstd, gzip;q=0.1', ['gzip'])).toBe('gzip');
    expect(preferredCoding('br', ['gzip'])).toBe('identity');
  });
});
