import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Issuer } from '../support/issuer.js';

/** An issuer at which a browser signs in by OpenID Connect: authorization code with PKCE, everybody is let in. */
export interface SignInPage {
  readonly url: string;
  /** Codes that were exchanged for a token. */
  readonly exchanged: string[];
  close(): Promise<void>;
}

/** Starts it on a free port. @param issuer signs the tokens. */
export async function startSignInPage(issuer: Issuer): Promise<SignInPage> {
  const challenges = new Map<string, string>();
  const exchanged: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const json = (status: number, body: object): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' })
        .end(JSON.stringify(body));
    if (pathname === '/.well-known/openid-configuration')
      return json(200, {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      });
    if (pathname === '/authorize') {
      const code = randomUUID();
      challenges.set(code, searchParams.get('code_challenge') ?? '');
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', searchParams.get('state') ?? '');
      return void response.writeHead(302, { location: back.href }).end();
    }
    const form = new URLSearchParams(await text(request));
    const code = form.get('code') ?? '';
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (pathname !== '/token' || challenges.get(code) !== challenge)
      return json(400, { error: 'invalid_grant' });
    exchanged.push(code);
    const token = await issuer.sign({ iss: url, scope: 'ports:read assets:read' });
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: 300 });
  }

  return {
    url,
    exchanged,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
