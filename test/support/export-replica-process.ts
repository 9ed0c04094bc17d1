import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportReplicaOptions, MemoryInUse } from './export-replica.js';
import { reap } from './reap.js';
import { KEY, type Stack } from './stack.js';

/** A whole application in a process of its own. */
export interface ExportReplica extends Pick<Stack, 'url' | 'get' | 'post'> {
  /**
   * Returns the bytes that it holds now, without garbage. Its resident size is not used: it depends on when garbage was
   * collected, and varies by more than what is measured here.
   */
  memory(): Promise<number>;
  /** Files of exports that it has open. */
  openSpools(): number;
  /** kill -9. */
  kill(): Promise<void>;
}

/** Starts it and resolves when it listens. */
export async function forkExportReplica(options: ExportReplicaOptions): Promise<ExportReplica> {
  const child = fork(join(import.meta.dirname, 'export-replica.ts'), {
    execArgv: ['--expose-gc', '--import', join(import.meta.dirname, 'ts-loader.mjs')],
    env: { ...process.env, NODE_OPTIONS: '', EXPORT_REPLICA: JSON.stringify(options) },
  });
  reap(child);
  const url = await firstMessage(child);
  return {
    url,
    get: (path, headers = {}) => fetch(url + path, { headers: { 'x-api-key': KEY, ...headers } }),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    memory: async () => {
      const answer = once(child, 'message') as Promise<[MemoryInUse]>;
      child.send('memory');
      return (await answer)[0].inUse;
    },
    openSpools: () => {
      const folder = `/proc/${child.pid}/fd`;
      return readdirSync(folder).filter((fd) => linkOf(join(folder, fd)).includes('portolan-export-')).length;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Where a descriptor leads; nowhere when it has been closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function firstMessage(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    child.once('message', (message) => done(message as string));
    child.once('exit', (code, signal) => fail(new Error(`the replica ended: ${code ?? signal}`)));
  });
}
