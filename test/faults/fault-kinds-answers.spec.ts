import { status, testFaultKinds } from '../support/fault-kinds.js';

/** Those of the promise's 29 fault kinds that are complete answers; kinds with the same number are tested together. */
testFaultKinds([
  { name: 'malformed JSON', faults: [{ kind: 'malformed' }] },
  { name: 'a web page with 200', faults: [{ kind: 'html' }] },
  { name: 'nothing with 200', faults: [{ kind: 'empty_body' }] },
  { name: 'no list', faults: [{ kind: 'absent_list' }, { kind: 'null_list' }] },
  {
    name: 'wrong or moving totals',
    faults: [{ kind: 'total_big' }, { kind: 'total_small' }, { kind: 'drift' }],
  },
  { name: 'empty pages', faults: [{ kind: 'empty_page' }] },
  { name: 'rows twice over pages', faults: [{ kind: 'duplicate_rows' }] },
  { name: '401', faults: [status(401, { body: { error_code: 'APIGW.0301', error_msg: 'no' } })], times: 3 },
  { name: '403', faults: [status(403, { body: { error_code: 'APIGW.0302', error_msg: 'no' } })] },
  { name: '404', faults: [status(404, { body: { error_code: 'APIGW.0101', error_msg: 'no' } })] },
  { name: '409', faults: [status(409, { body: { error_code: 'HSS.1003', error_msg: 'no' } })] },
  { name: '429 with seconds', faults: [status(429, { retry_after_s: 1 })], times: 2 },
  {
    name: '429 with a date',
    faults: [status(429, { retry_after_s: 1, retry_after_form: 'date' })],
    times: 2,
  },
  { name: '500', faults: [status(500)] },
  { name: '502, 503, 504', faults: [status(502), status(503), status(504, { body: 'late' })] },
  { name: 'a redirect elsewhere', faults: [{ kind: 'redirect', location: 'http://127.0.0.2:1/' }] },
  { name: 'a body of 50 MB', faults: [{ kind: 'oversize' }], times: 2 },
]);
