import type { Fault } from '../../kernel/fault.js';

/** What is worth counting or logging about tokens; holds no secret and no identity of a caller. */
export type TokenEvent =
  /** IAM issued a token: the calls that cost. */
  | { readonly kind: 'issued'; readonly generation: number; readonly tookMs: number }
  /** A token that another replica fetched was taken over. */
  | { readonly kind: 'adopted'; readonly generation: number }
  /** The service refused a token (401). */
  | { readonly kind: 'refused'; readonly generation: number }
  /** No token could be had. */
  | { readonly kind: 'failed'; readonly fault: Fault }
  /** The shared store was out of reach, so this replica went on alone. */
  | { readonly kind: 'store_failed' }
  /** An entry of the shared store was not ours or was changed, and was dropped. */
  | { readonly kind: 'poisoned' }
  /** An entry of the shared store is sealed with a key we do not have, and was left alone. */
  | { readonly kind: 'foreign_key' }
  /** An older token came late and was not stored. */
  | { readonly kind: 'fenced'; readonly generation: number };

export type ObserveTokens = (event: TokenEvent) => void;
