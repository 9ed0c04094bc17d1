import type { Scope } from '../platform/config/config.js';
import { lacksScope } from '../platform/http/admission/lacks-scope.js';
import type { Caller } from '../platform/http/admission/caller.js';

/** Returns the scopes of which one is needed to read rows of a type. */
function readScopesOf(type: string): readonly Scope[] {
  return type === 'port' ? ['ports:read', 'assets:read'] : ['assets:read'];
}

/** Whether the caller may read rows of the type. */
export function mayReadRows({ scopes }: Caller, type: string): boolean {
  return readScopesOf(type).some((scope) => scopes.has(scope));
}

/** @throws Problem `forbidden` when the caller may not read rows of the type. */
export function checkReadRows(caller: Caller, type: string): void {
  if (!mayReadRows(caller, type)) throw lacksScope(readScopesOf(type), caller);
}
