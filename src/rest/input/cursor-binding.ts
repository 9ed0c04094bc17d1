import { createHash } from 'node:crypto';

/** Returns the hash that binds a cursor to all that may not change from page to page: the query and its caller. */
export function cursorBinding(bound: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(bound)).digest('base64url');
}
