import { fork, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Milliseconds of one tick: Linux counts processor time in ticks, 100 a second. */
const TICK_MS = 10;

/** One process under measurement. */
export class Child {
  private constructor(
    readonly name: string,
    readonly process: ChildProcess,
  ) {}

  /** Starts a script. `environment` overrides ours; standard output is dropped, error output is shown. */
  static start(name: string, script: string, environment: Record<string, string>): Child {
    const child = fork(script, [], {
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Child(name, child);
  }

  /** Starts any other program. */
  static startProgram(name: string, program: string, args: readonly string[]): Child {
    return new Child(name, spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
  }

  /** Waits until the URL answers 2xx. @throws Error when the process ends first, or after 60 s. */
  async answers(url: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (this.process.exitCode !== null)
        throw new Error(`${this.name} ended with code ${this.process.exitCode}`);
      const response = await fetch(url).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.name} did not answer at ${url}`);
  }

  /** Sends one order and waits for its answer, for scripts that speak over the process channel. */
  ask<Answer>(order: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error(`${this.name} ended`));
      this.process.once('exit', onExit);
      this.process.once('message', (answer) => {
        this.process.off('exit', onExit);
        resolve(answer as Answer);
      });
      this.process.send(order as object);
    });
  }

  /** Processor time used so far, user and system, in milliseconds. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  }

  /** Processor time since `before`, at least one tick, so that a short run gives a finite ratio too. */
  cpuSince(before: number): number {
    return Math.max(TICK_MS, this.cpuMs() - before);
  }

  /** Resident memory in MiB: now, and the highest since the last `resetPeak`. */
  memoryMib(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const read = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    return { now: read('VmRSS'), peak: read('VmHWM') };
  }

  resetPeak(): void {
    // See proc(5): 5 sets the peak of the resident size to what it is now.
    writeFileSync(`/proc/${this.process.pid}/clear_refs`, '5');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    await gone;
  }
}
