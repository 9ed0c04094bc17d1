import { FixedKey, type AccessKey } from './access-key.js';
import type { CredentialKind } from './credential-kind.js';
import { keyAuthorizer } from './key-authorizer.js';

export interface AkSkConfig extends AccessKey {
  readonly kind: 'ak-sk';
  readonly id: string;
}

export const akSkKind: CredentialKind<AkSkConfig> = {
  settings: ({ accessKey = '', secretKey = '', securityToken }, id) => ({
    kind: 'ak-sk',
    id,
    accessKey,
    secretKey,
    ...(securityToken === undefined ? {} : { securityToken }),
  }),
  identity: ({ accessKey }) => [accessKey],
  create: ({ id, kind, ...key }, scope, tools) =>
    keyAuthorizer({ id, kind, keys: new FixedKey(key) }, scope, tools),
};
