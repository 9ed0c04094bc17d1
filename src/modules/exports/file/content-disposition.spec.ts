import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attachment } from './content-disposition.js';

describe('attachment', () => {
  it.each([
    ['hss-asset-port.zip', 'attachment; filename="hss-asset-port.zip"'],
    ['../../etc/passwd', 'attachment; filename="passwd"'],
    ['C:\\temp\\a.zip', 'attachment; filename="a.zip"'],
    ['a\r\nX-Evil: 1.zip', 'attachment; filename="aX-Evil 1.zip"'],
    ['a".zip', 'attachment; filename="a.zip"'],
    ['..', 'attachment; filename="plain.zip"'],
    ['', 'attachment; filename="plain.zip"'],
    [undefined, 'attachment; filename="plain.zip"'],
    ['资产.zip', 'attachment; filename="__.zip"; filename*=UTF-8\'\'%E8%B5%84%E4%BA%A7.zip'],
    ['evil\u202epiz.exe', 'attachment; filename="evilpiz.exe"'],
  ])('makes a safe name of %j', (name, header) => {
    expect(attachment(name, 'plain.zip')).toBe(header);
  });

  it('is one header of visible ASCII whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const header = attachment(name, 'plain.zip');
        expect(header).toMatch(
          /^attachment; filename="[ !#-~]{1,120}"(?:; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+)?$/,
        );
        expect(/filename="([^"]*)"/.exec(header)?.[1]).not.toMatch(/[/\\]|^\./);
      }),
    );
  });
});
