import { spawn } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';

const taken: Server[] = [];
afterEach(() => Promise.all(taken.splice(0).map((server) => new Promise((done) => server.close(done)))));

async function takenPort(): Promise<number> {
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  taken.push(server);
  return (server.address() as AddressInfo).port;
}

/** A port that nobody listens on, at least a moment ago. */
async function freePort(): Promise<number> {
  const port = await takenPort();
  const server = taken.pop();
  await new Promise((done) => server?.close(done));
  return port;
}

function demo(ports: {
  PORT: number;
  EMULATOR_PORT: number;
}): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, ['scripts/demo.mjs'], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: `${ports.PORT}`,
      EMULATOR_PORT: `${ports.EMULATOR_PORT}`,
    },
  });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (text += piece.toString()));
  return new Promise((done) => child.on('close', (code) => done({ code, text })));
}

describe('the demonstration', () => {
  it.each([
    ['Portolan', 'PORT'],
    ['the emulator', 'EMULATOR_PORT'],
  ] as const)(
    'names the port of %s when it is taken, before it builds or says that it is ready',
    async (name, variable) => {
      const ports = {
        PORT: await freePort(),
        EMULATOR_PORT: await freePort(),
        [variable]: await takenPort(),
      };
      const { code, text } = await demo(ports);
      expect(code).toBe(1);
      expect(text).toContain(`port ${ports[variable]} for ${name} is taken by another program`);
      expect(text).toContain(`${variable}=`);
      expect(text).not.toContain('ready');
      expect(text).not.toContain('building');
    },
  );
});
