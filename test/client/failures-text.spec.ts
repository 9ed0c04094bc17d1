import { describe, expect, it } from '@jest/globals';
import { failuresText } from '../../client/src/cli/failures.js';

describe('the list of hosts that could not be read', () => {
  it("names the vendor's code and request, and each hint once", () => {
    const failure = {
      project: 'demo',
      code: 'forbidden' as const,
      title: 'Denied',
      retryable: false,
      attempts: 1,
      upstream_code: 'HSS.0013',
      upstream_request_id: 'r1',
      hint: 'Grant the credential hss:ports:list.',
    };
    const text = failuresText([
      { ...failure, host_id: 'a' },
      { ...failure, host_id: 'b' },
    ]);
    expect(text).toContain('  a  forbidden: Denied (HSS.0013, request r1)\n');
    expect(text.match(/Grant the credential/g)).toHaveLength(1);
  });
});
