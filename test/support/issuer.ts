import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

export const AUDIENCE = 'https://portolan.test';

interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** An issuer that signs bearer tokens and publishes its keys on a free port of 127.0.0.1. */
export interface Issuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** How often the keys have been asked for. */
  readonly fetches: () => number;
  /** What is served instead of the keys from now on: a status, or the keys again. */
  serve(answer: 'keys' | number): void;
  /** A new key, published beside or instead of those before. */
  rotate(options?: { keepOld?: boolean; alg?: string }): Promise<SigningKey>;
  /** Signs with the newest key. `claims` replaces the defaults; undefined members are left out. */
  sign(claims?: JWTPayload, options?: { key?: SigningKey; kid?: string; typ?: string }): Promise<string>;
  readonly key: () => SigningKey;
  close(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  let answer: 'keys' | number = 'keys';
  let fetches = 0;
  let keys: SigningKey[] = [];
  const server: Server = createServer((_request, response) => {
    fetches++;
    if (typeof answer === 'number') {
      response.writeHead(answer).end('not now');
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ keys: keys.map(({ publicJwk }) => publicJwk) }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;

  const rotate: Issuer['rotate'] = async ({ keepOld = true, alg = 'ES256' } = {}) => {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `key-${keys.length + 1}-${alg}`;
    const key = { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg } };
    keys = keepOld ? [...keys, key] : [key];
    return key;
  };
  await rotate();

  const newest = (): SigningKey => keys.at(-1) as SigningKey;
  return {
    issuer,
    jwksUrl: `${issuer}/keys`,
    fetches: () => fetches,
    serve: (next) => (answer = next),
    rotate,
    key: newest,
    sign: (claims = {}, { key = newest(), kid = key.kid, typ } = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      const all: JWTPayload = {
        iss: issuer,
        aud: AUDIENCE,
        sub: 'alice',
        iat: now,
        exp: now + 300,
        scope: 'ports:read',
        projects: ['demo'],
        ...claims,
      };
      const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return new SignJWT(present)
        .setProtectedHeader({ alg: key.alg, kid, ...(typ === undefined ? {} : { typ }) })
        .sign(key.privateKey);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
