// Reads a body, parses it and answers with the number of ids in it.
import { createServer } from 'node:http';

createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const text = Buffer.concat(parts).toString();
    const ids = text === '' ? [] : (JSON.parse(text) as { readonly host_ids: readonly string[] }).host_ids;
    response.end(String(ids.length));
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
