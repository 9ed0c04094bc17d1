// A receiver of the webhooks of watches: checks the signature, refuses old and repeated messages, prints what is new.
// HOOK_SECRET=whsec_… PORT=8080 node webhook-receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const key = Buffer.from((process.env.HOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64');
if (key.length < 24) throw new Error('HOOK_SECRET must be whsec_ and at least 24 bytes in base64');
const MOST_BYTES = 1024 * 1024;
const MOST_AGE_S = 300;
/** Ids of messages that came before. A real receiver keeps them as long as messages are repeated: for a day and more. */
const known = new Set();

/** Whether the message was signed by somebody who has the secret, in the last five minutes. */
function isGenuine(headers, body) {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': signed = '',
  } = headers;
  if (id === '' || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= MOST_AGE_S)) return false;
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signed.split(' ').some((each) => {
    const [version, text = ''] = each.split(',');
    const signature = Buffer.from(text, 'base64');
    return version === 'v1' && signature.length === expected.length && timingSafeEqual(signature, expected);
  });
}

const server = createServer((request, response) => {
  const answer = (status) => response.writeHead(status).end();
  const parts = [];
  let bytes = 0;
  request.on('data', (part) => {
    bytes += part.length;
    if (bytes > MOST_BYTES) request.destroy();
    else parts.push(part);
  });
  request.on('end', () => {
    const body = Buffer.concat(parts);
    if (request.method !== 'POST' || !isGenuine(request.headers, body)) return answer(401);
    const id = request.headers['webhook-id'];
    // The sender does not know that it came through, or somebody repeats what he has overheard: it is done already.
    if (known.has(id)) return answer(200);
    const { data } = JSON.parse(body.toString());
    for (const { change, row } of data.changes)
      console.log(`${data.watch}: ${change} ${row.host_name ?? row.host_id} ${row.port ?? row.name ?? ''}`);
    known.add(id);
    answer(204);
  });
});
server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () =>
  console.log(`listening on ${server.address().port}`),
);
