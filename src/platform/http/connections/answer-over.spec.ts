import { createServer, get, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { whenOver } from './answer-over.js';

const WAITERS = 20;

let server: Server;
let answer: (response: ServerResponse) => void;
const told: boolean[] = [];

beforeEach(async () => {
  told.length = 0;
  server = createServer((_request, response) => answer(response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(() => new Promise((done) => server.close(done)));

/** Asks, and resolves when the answer has ended or broken off. */
function ask(): Promise<void> {
  const { port } = server.address() as AddressInfo;
  return new Promise((done) => {
    get({ port, host: '127.0.0.1', agent: false }, (response) => {
      response.resume().once('close', done);
      response.once('error', () => undefined);
    }).once('error', () => done());
  });
}

describe('the end of an answer', () => {
  it.each([
    ['sent whole', true, (response: ServerResponse) => void response.end('all of it')],
    [
      'cut',
      false,
      (response: ServerResponse) => void response.write('some', () => setImmediate(() => response.destroy())),
    ],
  ])(
    'is told once to everybody who asked, by one listener, when the answer is %s',
    async (_how, whole, send) => {
      let added = 0;
      const over = new Promise<void>((done) => {
        answer = (response) => {
          const before = response.listenerCount('close');
          for (let nth = 0; nth < WAITERS; nth++) whenOver({ raw: response }, (is) => told.push(is));
          added = response.listenerCount('close') - before;
          whenOver({ raw: response }, () => done());
          send(response);
        };
      });
      await Promise.all([ask(), over]);
      expect(told).toEqual(Array.from({ length: WAITERS }, () => whole));
      expect(added).toBe(1);
    },
  );

  it('is told at once when the answer is over already', async () => {
    const over = new Promise<ServerResponse>((done) => {
      answer = (response) => {
        response.once('close', () => done(response));
        response.end();
      };
    });
    await ask();
    whenOver({ raw: await over }, (whole) => told.push(whole));
    expect(told).toEqual([true]);
  });
});
