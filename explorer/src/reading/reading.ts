import { computed, signal } from '@preact/signals';
import type { EventOf, Failure, Portolan, Progress, StreamId, SummaryOf } from 'portolan-client';
import { askAgainAfter, refreshPoints } from '../session/session.js';

/** A row of any type. */
export type Row = Readonly<Record<string, unknown>>;

/** The summary of a fleet query. */
export type FleetSummary = SummaryOf<'queryPorts'>;

/** What is read: an operation and its input. */
export interface Source {
  readonly operation: StreamId;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * `running`; `done`: the summary has come; `cancelled` by the person; `broken`: an error ended it; `full`: more rows than a
 * page can hold.
 */
export type Phase = 'running' | 'done' | 'cancelled' | 'broken' | 'full';

/** Most rows that are kept: about 250 MB. A choice. */
export const MOST_ROWS = 300_000;
/** Time between two updates of the page while rows come, in milliseconds. A choice: as often as an eye can follow. */
const UPDATE_EVERY_MS = 120;

let readings = 0;

/** Rows as they stream in, what is missing, and how far it is. */
export class Reading {
  /** Distinguishes this reading from every other one of the page. */
  readonly id = ++readings;
  /** Rows on screen; replaced when a new connection has given more than the old one. */
  rows: readonly Row[] = [];
  failures: readonly Failure[] = [];
  /** Counts updates: whoever shows rows depends on it. */
  readonly version = signal(0);
  readonly phase = signal<Phase>('running');
  readonly progress = signal<Progress | undefined>(undefined);
  /** The first progress: it says how the rows will be read, and at what price. */
  readonly price = signal<Progress | undefined>(undefined);
  readonly summary = signal<FleetSummary | undefined>(undefined);
  readonly problem = signal<unknown>(undefined);
  /** Connections so far; more than one after a cut. */
  readonly connections = signal(0);
  /** When the last event came, by `performance.now()`. */
  readonly heardAt = signal(performance.now());
  /** Whether rows are missing, as far as is known. */
  readonly isIncomplete = computed(
    () =>
      this.version.value >= 0 &&
      (this.failures.length > 0 ||
        (this.phase.value !== 'running' && this.phase.value !== 'done') ||
        this.summary.value?.complete === false),
  );
  private aborter = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly portolan: Portolan,
    readonly source: Source,
  ) {}

  /** Reads all of it. */
  start(): Promise<void> {
    return this.read([this.source.input], [], []);
  }

  cancel(): void {
    if (this.phase.value === 'running') this.end('cancelled');
  }

  /** Reads the failed hosts again; their rows join those that are there. */
  retryFailures(): Promise<void> {
    const again = this.failures.filter(isOneHost);
    const others = this.failures.filter((failure) => !isOneHost(failure));
    const projects = [...new Set(again.map(({ project }) => project))];
    const { hosts: _, ...rest } = this.source.input;
    const inputs = projects.map((project) => ({
      ...rest,
      project,
      host_ids: again.filter((failure) => failure.project === project).map(({ host_id: id }) => id),
    }));
    return this.read(inputs, this.rows, others);
  }

  private async read(
    inputs: readonly Source['input'][],
    rows: readonly Row[],
    failures: readonly Failure[],
  ): Promise<void> {
    this.aborter = new AbortController();
    this.phase.value = 'running';
    this.problem.value = undefined;
    const { signal: aborted } = this.aborter;
    const got = { rows: [...rows], failures: [...failures] };
    try {
      for (const input of inputs) await this.readOne(input, got, aborted);
      if (!aborted.aborted) this.end('done');
    } catch (error) {
      if (aborted.aborted) return;
      if (!askAgainAfter(error)) this.problem.value = error;
      this.end('broken');
    }
    void refreshPoints();
  }

  private async readOne(
    input: Source['input'],
    got: { rows: Row[]; failures: Failure[] },
    aborted: AbortSignal,
  ): Promise<void> {
    const { operation } = this.source;
    const before = { rows: [...got.rows], failures: [...got.failures] };
    const events = this.portolan.events(operation as 'queryPorts', input, { signal: aborted });
    for await (const event of events) {
      this.heardAt.value = performance.now();
      if (event.event === 'open') {
        this.connections.value = event.data.connection;
        // Each connection gives all rows from the first one on.
        if (event.data.connection > 1)
          Object.assign(got, { rows: [...before.rows], failures: [...before.failures] });
      } else this.take(event, got);
      if (got.rows.length > MOST_ROWS) return this.end('full');
    }
    this.show(got);
  }

  private take(event: EventOf<'queryPorts'>, got: { rows: Row[]; failures: Failure[] }): void {
    if (event.event === 'items') for (const item of event.data.items) got.rows.push(item);
    else if (event.event === 'failure') got.failures.push(event.data.failure);
    else if (event.event === 'progress') {
      this.progress.value = event.data.progress;
      if (event.data.progress.plan !== undefined) this.price.value = event.data.progress;
    } else if (event.event === 'summary') this.summary.value = event.data.summary;
    // The first rows are shown at once, later ones together.
    if (this.rows.length === 0 && got.rows.length > 0) return this.show(got);
    this.timer ??= setTimeout(() => {
      // A new connection must not make the rows on screen fewer while it catches up.
      if (got.rows.length >= this.rows.length) this.show(got);
      this.timer = undefined;
    }, UPDATE_EVERY_MS);
  }

  private show({
    rows,
    failures,
  }: {
    readonly rows: readonly Row[];
    readonly failures: readonly Failure[];
  }): void {
    // Copies, because those who show rows notice new lists only.
    this.rows = [...rows];
    this.failures = [...failures];
    this.version.value++;
  }

  private end(phase: Phase): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.phase.value = phase;
    this.aborter.abort();
    this.version.value++;
  }
}

/** Whether a failure is about one host, which can be read again by itself. */
export function isOneHost({ host_id: id }: Failure): boolean {
  return id !== '*' && !id.startsWith('?');
}
