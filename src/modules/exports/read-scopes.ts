import { lacksScope } from '../../platform/http/admission/lacks-scope.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Scope } from '../../platform/config/config.js';
import type { ExportType } from '../../upstream/hss/export-columns.js';

/** Returns the scopes of which one is needed to read rows of a type, as in queries of the type. */
function readScopesOf(type: ExportType): readonly Scope[] {
  return type === 'port' ? ['ports:read', 'assets:read'] : ['assets:read'];
}

/** Whether the caller may read rows of the type. */
export function mayRead({ scopes }: Caller, type: ExportType): boolean {
  return readScopesOf(type).some((scope) => scopes.has(scope));
}

/** @throws Problem `forbidden` when the caller may not read rows of the type. */
export function checkRead(caller: Caller, type: ExportType): void {
  if (!mayRead(caller, type)) throw lacksScope(readScopesOf(type), caller);
}
