// Two references for one server's page: Fastify with undici, which fetches the vendor's pages of the server, parses them, maps
// their rows, sorts them by port and writes the first page; and Fastify that writes given bytes from memory.
import fastify from 'fastify';
import { Pool } from 'undici';
import { issueToken, PROJECT_ID } from '../cloud.js';
import { mapPort, type WirePort } from './wire-port.js';

const upstream = process.env['UPSTREAM'] ?? '';
const pool = new Pool(upstream, { connections: 64, pipelining: 1 });
const headers = { 'x-auth-token': await issueToken(upstream) };
const app = fastify();

interface WirePage {
  readonly total_num: number;
  readonly data_list: readonly WirePort[];
}

/** Rows of one answer, ours and the vendor's. */
const LIMIT = 200;

async function wirePage(host: string, offset: number): Promise<WirePage> {
  const path = `/v5/${PROJECT_ID}/asset/ports?host_id=${host}&enterprise_project_id=all_granted_eps&limit=${LIMIT}&offset=${offset}`;
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
  return JSON.parse(text) as WirePage;
}

app.get<{ Params: { readonly host: string } }>('/proxy/:host', async (request, reply) => {
  const first = await wirePage(request.params.host, 0);
  const rows = [...first.data_list];
  // Which rows come first in a fixed order is known only when all of the server's rows are there.
  while (rows.length < first.total_num) {
    const { data_list: more } = await wirePage(request.params.host, rows.length);
    if (more.length === 0) break;
    rows.push(...more);
  }
  const items = rows
    .map(mapPort)
    .sort((a, b) => a.port - b.port)
    .slice(0, LIMIT);
  void reply.type('application/json; charset=utf-8');
  return JSON.stringify({ items, complete: true });
});

let held = Buffer.alloc(0);
app.get('/bytes', (_request, reply) =>
  reply.type('application/json; charset=utf-8').header('cache-control', 'private, no-cache').send(held),
);

process.on('message', (text: string) => {
  held = Buffer.from(text);
  process.send?.({});
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
