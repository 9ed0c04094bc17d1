import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { reap } from './reap.js';
import type { CallsOutcome, ReplicaOptions } from './token-replica.js';

/** A token replica in a process of its own. */
export interface ReplicaProcess {
  calls(count: number): Promise<CallsOutcome>;
  kill(): void;
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts it and resolves when its Redis is up. */
export async function forkReplica(options: ReplicaOptions): Promise<ReplicaProcess> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'token-replica.ts'), {
    execArgv: ['--import', join(import.meta.dirname, 'ts-loader.mjs')],
    env: { ...process.env, NODE_OPTIONS: '', TOKEN_REPLICA: JSON.stringify(options) },
  });
  reap(child);
  await message(child);
  return {
    async calls(count) {
      const outcome = message(child);
      child.send(count);
      return (await outcome) as CallsOutcome;
    },
    kill: () => void child.kill('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await gone;
    },
  };
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((done, fail) => {
    child.once('message', done);
    child.once('exit', (code, signal) => fail(new Error(`the replica ended: ${code ?? signal}`)));
  });
}
