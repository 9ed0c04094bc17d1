import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quoted, tokensIn, withValues } from '../../explorer/src/question/tokens.js';

const value = fc.string({ minLength: 1, unit: 'grapheme' });
const name = fc.stringMatching(/^[a-z_]{1,12}$/);

describe('the words of a question', () => {
  it('mean the values that were written into them, whatever these hold', () => {
    fc.assert(
      fc.property(name, fc.array(value, { minLength: 1, maxLength: 4 }), (filter, values) => {
        const text = withValues('port:22', [filter], values);
        expect(tokensIn(text).filter((token) => token.name === filter)).toEqual([{ name: filter, values }]);
        expect(withValues(text, [filter], [])).toBe(filter === 'port' ? '' : 'port:22');
      }),
    );
  });

  it('are read as people write them', () => {
    expect(
      tokensIn('port:22,8000-8100  Status:danger "two words" process:"C:\\\\Program Files,x" web'),
    ).toEqual([
      { name: 'port', values: ['22', '8000-8100'] },
      { name: 'status', values: ['danger'] },
      { name: '', values: ['two words'] },
      { name: 'process', values: ['C:\\Program Files,x'] },
      { name: '', values: ['web'] },
    ]);
    expect(tokensIn('port: status:,danger group:"open')).toEqual([
      { name: 'status', values: ['danger'] },
      { name: 'group', values: ['open'] },
    ]);
    expect(quoted('plain-1.2')).toBe('plain-1.2');
  });
});
