import { testFaultKinds } from '../support/fault-kinds.js';

/** Those of the promise's 29 fault kinds that hit connections and bytes; kinds with the same number are tested together. */
testFaultKinds([
  { name: 'connection refused', upstream: 'refused' },
  { name: 'connection into a black hole', upstream: 'blackHole' },
  { name: 'no such name', upstream: 'noName' },
  { name: 'untrusted certificate', upstream: 'untrusted' },
  { name: 'reset before headers', faults: [{ kind: 'reset' }] },
  { name: 'reset in the body', faults: [{ kind: 'reset_mid_body' }] },
  { name: 'end in the body', faults: [{ kind: 'fin' }, { kind: 'cut' }] },
  { name: 'no headers in time', faults: [{ kind: 'header_timeout' }, { kind: 'hang' }] },
  { name: 'a byte a second', faults: [{ kind: 'drip' }] },
  { name: 'fewer bytes than promised', faults: [{ kind: 'truncated' }] },
  { name: 'garbage for chunks', faults: [{ kind: 'chunk_garbage' }] },
  { name: 'bad gzip', faults: [{ kind: 'bad_gzip' }] },
]);
