import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { LabelBudget } from './label-budget.js';

/** Upper bounds in seconds. */
const EXCHANGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const QUOTA_WAIT_BUCKETS = [0.1, 1, 5, 15, 60];
/** Most pairs of endpoint and outcome told apart. */
const MAX_ENDPOINT_OUTCOMES = 100;
/** Most error codes of the vendor told apart; its documents list about 70, of which few are met. */
const MAX_CODES = 40;

/** How things stand with the vendor at a moment, over all projects. */
export interface UpstreamLoad {
  /** Requests on the wire, how many might be, and how many wait for their turn or for quota. */
  readonly inFlight: number;
  readonly window: number;
  readonly queued: number;
  readonly waitingForQuota: number;
  /** Tokens left in the retry budgets. */
  readonly retryBudget: number;
  /** Circuits by their state: closed, open, half_open. */
  readonly circuits: Readonly<Record<string, number>>;
}

/** What goes on between this process and the vendor, in numbers. Methods named as the pipeline's events. */
export class UpstreamMetrics {
  private readonly endpointOutcomes = new LabelBudget(MAX_ENDPOINT_OUTCOMES);
  private readonly codes = new LabelBudget(MAX_CODES);
  private readonly seconds: Histogram<'ok'>;
  private readonly exchanges: Counter<'endpoint' | 'outcome'>;
  private readonly errors: Counter<'code'>;
  private readonly retries: Counter<'fault'>;
  private readonly givenUp: Counter<'reason'>;
  private readonly hedges: Counter;
  private readonly sharedCalls: Counter;
  private readonly circuitChanges: Counter<'to'>;
  private readonly quotaWaits: Histogram;
  private readonly quotaChanges: Counter<'way'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'portolan_upstream_exchange_duration_seconds',
      help: 'Time of one exchange with the vendor, by whether it was a success.',
      labelNames: ['ok'],
      buckets: EXCHANGE_BUCKETS,
      registers,
    });
    this.exchanges = new Counter({
      name: 'portolan_upstream_exchanges_total',
      help: 'Exchanges with the vendor, retries included, by endpoint and outcome (ok, or the kind of fault).',
      labelNames: ['endpoint', 'outcome'],
      registers,
    });
    this.errors = errorCounter(registry);
    this.retries = new Counter({
      name: 'portolan_upstream_retries_total',
      help: 'Attempts that followed a failed one, by the fault of that.',
      labelNames: ['fault'],
      registers,
    });
    this.givenUp = new Counter({
      name: 'portolan_upstream_given_up_total',
      help: 'Calls given up though another attempt might have helped: attempts, budget or deadline used up.',
      labelNames: ['reason'],
      registers,
    });
    this.hedges = new Counter({
      name: 'portolan_upstream_hedges_total',
      help: 'Second requests sent because the first was slow.',
      registers,
    });
    this.sharedCalls = new Counter({
      name: 'portolan_upstream_shared_calls_total',
      help: 'Calls that joined the exchange of an identical one.',
      registers,
    });
    this.circuitChanges = new Counter({
      name: 'portolan_upstream_circuit_changes_total',
      help: 'Changes of circuit breakers, by the state they came to.',
      labelNames: ['to'],
      registers,
    });
    this.quotaWaits = new Histogram({
      name: 'portolan_upstream_quota_wait_seconds',
      help: 'How long calls were held back for quota.',
      buckets: QUOTA_WAIT_BUCKETS,
      registers,
    });
    this.quotaChanges = new Counter({
      name: 'portolan_upstream_quota_changes_total',
      help: 'Quotas narrowed after a refusal, and widened again.',
      labelNames: ['way'],
      registers,
    });
  }

  exchange({ endpoint, status, faultKind, upstreamCode, elapsedMs }: MeasuredExchange): void {
    this.seconds.observe({ ok: String(faultKind === undefined) }, elapsedMs / 1_000);
    const outcome = faultKind ?? 'ok';
    const pair = this.endpointOutcomes.of(`${endpoint} ${outcome}`);
    this.exchanges.inc(pair === 'other' ? { endpoint: pair, outcome: pair } : { endpoint, outcome });
    if (faultKind !== undefined && status !== undefined) this.errorCode(upstreamCode);
  }

  /** Counts an error answer of the vendor. @param code as the vendor said it. */
  errorCode(code = 'none'): void {
    this.errors.inc({ code: this.codes.of(code) });
  }

  retry(_endpoint: string, { fault }: { readonly fault: { readonly kind: string } }): void {
    this.retries.inc({ fault: fault.kind });
  }

  giveUp(_endpoint: string, reason: string): void {
    this.givenUp.inc({ reason });
  }

  hedge(): void {
    this.hedges.inc();
  }

  shared(): void {
    this.sharedCalls.inc();
  }

  circuit(_endpoint: string, state: string): void {
    this.circuitChanges.inc({ to: state });
  }

  quotaWait(_endpoint: string, waitMs: number): void {
    this.quotaWaits.observe(waitMs / 1_000);
  }

  quotaChanged(way: 'narrowed' | 'widened'): void {
    this.quotaChanges.inc({ way });
  }

  /** Has the states of the moment read whenever somebody looks. Once for each registry. */
  watch(load: () => UpstreamLoad): void {
    const gauge = (name: string, help: string, value: (load: UpstreamLoad) => number): void => {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(value(load()));
        },
      });
    };
    gauge('portolan_upstream_in_flight', 'Requests on the wire.', (now) => now.inFlight);
    gauge('portolan_upstream_window', 'Requests that may be on the wire at a time.', (now) => now.window);
    gauge('portolan_upstream_queued', 'Calls that wait for their turn.', (now) => now.queued);
    gauge('portolan_upstream_waiting_for_quota', 'Calls held back for quota.', (now) => now.waitingForQuota);
    gauge('portolan_upstream_retry_budget', 'Retries that may still be made.', (now) => now.retryBudget);
    new Gauge({
      name: 'portolan_upstream_circuits',
      help: 'Circuit breakers, one for each endpoint asked so far, by state.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [state, count] of Object.entries(load().circuits)) this.set({ state }, count);
      },
    });
  }
}

function errorCounter(registry: Registry): Counter<'code'> {
  return new Counter({
    name: 'portolan_upstream_errors_total',
    help: 'Answers of the vendor that are errors, by its error code; none where it said no code.',
    labelNames: ['code'],
    registers: [registry],
  });
}

/** Of an exchange, what is counted. */
interface MeasuredExchange {
  readonly endpoint: string;
  readonly status?: number | undefined;
  readonly faultKind?: string | undefined;
  readonly upstreamCode?: string | undefined;
  readonly elapsedMs: number;
}
