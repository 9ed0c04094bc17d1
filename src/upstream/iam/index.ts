export { CredentialFault } from './credential-fault.js';
export { CredentialPool } from './credential-pool.js';
export type { CredentialKind, CredentialState, ManagedAuthorizer } from './credential-state.js';
export {
  createAuthorizer,
  createCredentialPool,
  type CredentialConfig,
  type CredentialScope,
  type CredentialTools,
} from './credentials/registry.js';
export { MemoryTokenStore } from './memory-token-store.js';
export { RedisTokenStore } from './redis-token-store.js';
export type { ObserveTokens, TokenEvent } from './token-events.js';
export type { TokenSourceTimings } from './token-source.js';
export { StoreFailure, TokenStore, type CredentialProblem } from './token-store.js';
