// Two references for one server's page: Fastify with undici, which fetches the vendor's page, parses it, maps its rows and writes
// them; and Fastify that writes given bytes from memory.
import fastify from 'fastify';
import { Pool } from 'undici';
import { issueToken, PROJECT_ID } from '../cloud.js';
import { mapPort, type WirePort } from './wire-port.js';

const upstream = process.env['UPSTREAM'] ?? '';
const pool = new Pool(upstream, { connections: 64, pipelining: 1 });
const headers = { 'x-auth-token': await issueToken(upstream) };
const app = fastify();

app.get<{ Params: { readonly host: string } }>('/proxy/:host', async (request, reply) => {
  const path = `/v5/${PROJECT_ID}/asset/ports?host_id=${request.params.host}&enterprise_project_id=all_granted_eps&limit=200&offset=0`;
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
  const page = JSON.parse(text) as { readonly total_num: number; readonly data_list: readonly WirePort[] };
  const items = page.data_list.map(mapPort);
  void reply.type('application/json; charset=utf-8');
  return JSON.stringify({ items, complete: page.total_num === items.length });
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
