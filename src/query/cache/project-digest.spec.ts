import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CredentialConfig } from '../../platform/config/config.js';
import { CREDENTIAL_KINDS, credentialSettings } from '../../upstream/iam/credentials/registry.js';
import { projectDigest } from './project-digest.js';

const KINDS = Object.keys(CREDENTIAL_KINDS) as CredentialConfig['kind'][];
const SECRETS: readonly string[] = ['password', 'secretKey', 'securityToken'];

function digestOf(...credentials: CredentialConfig[]): string {
  return projectDigest({ alias: 'a', region: 'r', enterpriseProjectId: '0', pageSize: 200, credentials });
}

/** A credential of the kind; every member that the kind reads has a text of its own. */
function credentialOf(
  kind: CredentialConfig['kind'],
  other: Readonly<Record<string, string>> = {},
): {
  readonly credential: CredentialConfig;
  readonly read: ReadonlySet<string>;
} {
  const read = new Set<string>();
  const credential = new Proxy({} as CredentialConfig, {
    get: (_none, member) => {
      if (member === 'kind') return kind;
      read.add(String(member));
      return other[String(member)] ?? `${String(member)} one`;
    },
  });
  return { credential, read };
}

describe('projectDigest', () => {
  it.each(KINDS)('differs when any member of a %s credential that is no secret differs', (kind) => {
    const { credential, read } = credentialOf(kind);
    credentialSettings(credential, 0);
    const members = [...read].filter((member) => !SECRETS.includes(member));
    expect(members.length).toBeGreaterThan(0);
    for (const member of members)
      expect(digestOf(credentialOf(kind, { [member]: 'two' }).credential)).not.toBe(digestOf(credential));
  });

  it.each(KINDS)('stays when a secret of a %s credential is replaced', (kind) => {
    const replaced = Object.fromEntries(SECRETS.map((member) => [member, 'replaced']));
    expect(digestOf(credentialOf(kind, replaced).credential)).toBe(digestOf(credentialOf(kind).credential));
  });

  it('differs between kinds whose members have the same texts', () => {
    const same = { domain: 'x', user: 'x', accessKey: 'x' };
    const digests = KINDS.map((kind) => digestOf(credentialOf(kind, same).credential));
    expect(new Set(digests).size).toBe(KINDS.length);
  });

  it('does not depend on where one member ends and the next begins', () => {
    const letters = fc.stringMatching(/^[ab:,"]{6}$/);
    fc.assert(
      fc.property(letters, fc.nat(6), fc.nat(6), (text, one, other) => {
        const cut = (at: number): string =>
          digestOf({ kind: 'password', domain: text.slice(0, at), user: text.slice(at), password: 'p' });
        return (cut(one) === cut(other)) === (one === other);
      }),
    );
  });
});
