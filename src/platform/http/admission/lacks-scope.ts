import type { Scope } from '../../config/config.js';
import { Problem } from '../../problem/problem.js';
import type { Caller } from './caller.js';

/** The refusal of a caller that holds none of these scopes. */
export function lacksScope(anyOf: readonly Scope[], caller: Caller): Problem {
  return new Problem('forbidden', `This call needs the scope ${anyOf.join(' or ')}`, {
    ...(caller.kind === 'jwt'
      ? {
          headers: {
            'www-authenticate': `Bearer realm="portolan", error="insufficient_scope", scope="${anyOf.join(' ')}"`,
          },
        }
      : {}),
  });
}
