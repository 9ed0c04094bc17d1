import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';

export interface IamAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An IAM, and a service that checks its tokens, in a few lines: the other end of the wire, counted and scriptable. */
export interface IamPeer {
  readonly origin: string;
  /** POSTs for tokens so far. */
  issued: number;
  /** The bodies of those POSTs. */
  readonly asked: string[];
  /** Every token given out, oldest first. */
  readonly tokens: string[];
  /** Answers of this kind come first, one for each POST. */
  readonly script: (IamAnswer | 'reset' | 'hang')[];
  password: string;
  latencyMs: number;
  lifeMs: number;
  /** How far the clock of this IAM is ahead of ours. */
  skewMs: number;
  /** Makes all tokens invalid now. */
  revoke(): void;
  /** The service refuses whatever it gets, as one in another region would. */
  acceptNothing: boolean;
  /** Requests to the service by outcome. */
  readonly service: { taken: number; refused: number };
  close(): Promise<void>;
}

const PROJECT = '0f3c1b7a5d9e4c6fa2b8e1d407936c55';

/** Starts it on a free port of 127.0.0.1. `GET /service` answers 200 to a living token and 401 to any other. */
export async function startIam(): Promise<IamPeer> {
  const living = new Map<string, number>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const peer: IamPeer = {
    origin: `http://127.0.0.1:${port}`,
    issued: 0,
    asked: [],
    tokens: [],
    script: [],
    password: 'right-password',
    latencyMs: 20,
    lifeMs: 24 * 3_600_000,
    skewMs: 0,
    revoke: () => living.clear(),
    acceptNothing: false,
    service: { taken: 0, refused: 0 },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return peer;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    if (request.url === '/service') {
      const dies = living.get(String(request.headers['x-auth-token'])) ?? 0;
      const taken = dies > performance.now() && !peer.acceptNothing;
      peer.service[taken ? 'taken' : 'refused']++;
      reply(
        response,
        taken ? { status: 200, body: {} } : { status: 401, body: { error_code: 'APIGW.0307' } },
      );
      return;
    }
    if (request.url?.startsWith('/v3/projects?name=')) {
      const name = new URL(request.url, peer.origin).searchParams.get('name');
      const projects = name === 'ap-southeast-3' ? [{ id: PROJECT, name }] : [];
      const scripted = peer.script.shift();
      reply(response, typeof scripted === 'object' ? scripted : { status: 200, body: { projects } });
      return;
    }
    peer.issued++;
    peer.asked.push(body);
    const scripted = peer.script.shift();
    await new Promise((done) => setTimeout(done, peer.latencyMs));
    if (scripted === 'hang') return;
    if (scripted === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    reply(response, scripted ?? issue(body));
  }

  function issue(body: string): IamAnswer {
    const { auth } = JSON.parse(body);
    if (auth.identity.password.user.password !== peer.password) {
      return { status: 401, body: { error: { code: 401, message: 'wrong', title: 'Unauthorized' } } };
    }
    const token = `MIIE${randomBytes(600).toString('base64url')}`;
    living.set(token, performance.now() + peer.lifeMs);
    peer.tokens.push(token);
    const now = Date.now() + peer.skewMs;
    return {
      status: 201,
      headers: { 'x-subject-token': token },
      body: {
        token: {
          methods: ['password'],
          issued_at: vendorTime(now),
          expires_at: vendorTime(now + peer.lifeMs),
          project: { id: PROJECT, name: 'ap-southeast-3' },
        },
      },
    };
  }
}

function reply(response: ServerResponse, { status, body, headers }: IamAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
}

/** UTC with six fraction digits, as the vendor writes it. */
function vendorTime(unixMs: number): string {
  return new Date(unixMs).toISOString().replace('Z', '000Z');
}
