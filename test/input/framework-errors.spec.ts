import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';
import { outside } from '../support/outside.js';

const { default: realProcess } = await outside<{ default: NodeJS.Process }>('node:process');

let stack: Stack;
const emitWarning = jest.spyOn(realProcess, 'emitWarning');

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 3 } });
});

afterAll(async () => {
  emitWarning.mockRestore();
  await stack.close();
});

interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly problem: { type: string; status: number; correlation_id: string };
}

/** Writes the bytes as they are and reads until the server closes. */
function raw(bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(stack.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (text += part));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', body = ''] = text.split('\r\n\r\n');
      const problem = JSON.parse(body) as RawAnswer['problem'];
      resolve({ status: Number(head.split(' ')[1]), head: head.toLowerCase(), problem });
    });
  });
}

describe('what the framework refuses before our code runs', () => {
  it.each([
    ['a URL that cannot be decoded', '/v1/%zz', 400, '/problems/invalid-request'],
    ['a path part of 600 characters', `/v1/hosts/${'a'.repeat(600)}`, 400, '/problems/invalid-request'],
    ['an unknown address', '/v1/nowhere', 404, '/problems/not-found'],
  ])('answers %s with a problem', async (_name, path, status, type) => {
    const response = await stack.get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as { type: string; status: number; correlation_id: string };
    expect(problem).toMatchObject({ type, status });
    expect(response.headers.get('x-request-id')).toBe(problem.correlation_id);
  });

  it.each([
    ['headers of 30 KB', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(30_000)}\r\n\r\n`, 431],
    ['bytes that are no HTTP', 'HELLO\r\n\r\n', 400],
    [
      'two lengths for one body',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
  ])('answers %s with a problem and closes', async (_name, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer.status).toBe(status);
    expect(answer.problem.status).toBe(status);
    expect(answer.head).toContain('content-type: application/problem+json');
    expect(answer.head).toContain(`x-request-id: ${answer.problem.correlation_id}`);
  });

  it('is set up without a warning of the framework', () => {
    expect(emitWarning.mock.calls.map(String)).not.toContainEqual(expect.stringContaining('FST'));
  });
});
