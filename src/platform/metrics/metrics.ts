import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';
import { LabelBudget } from './label-budget.js';

/** Upper bounds in seconds; few where each costs a series for each route, so that all together stay under 1 000. */
const HTTP_BUCKETS = [0.05, 0.5, 2, 10];
const UPSTREAM_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Most routes told apart, routes and statuses, endpoints and outcomes; all that come later are counted as `other`. */
const MAX_ROUTES = 64;
const MAX_ROUTE_STATUSES = 220;
const MAX_ENDPOINT_OUTCOMES = 150;

/** The process in numbers. No label holds a caller, a project, a host or anything else from outside. */
export class Metrics {
  readonly registry = new Registry();
  private readonly routes = new LabelBudget(MAX_ROUTES);
  private readonly routeStatuses = new LabelBudget(MAX_ROUTE_STATUSES);
  private readonly endpointOutcomes = new LabelBudget(MAX_ENDPOINT_OUTCOMES);

  private readonly httpSeconds = new Histogram({
    name: 'portolan_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer, by route.',
    labelNames: ['route'],
    buckets: HTTP_BUCKETS,
    registers: [this.registry],
  });
  private readonly httpRequests = new Counter({
    name: 'portolan_http_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['route', 'status'],
    registers: [this.registry],
  });
  private readonly upstreamSeconds = new Histogram({
    name: 'portolan_upstream_exchange_duration_seconds',
    help: 'Time of one exchange with the vendor, by whether it was a success.',
    labelNames: ['ok'],
    buckets: UPSTREAM_BUCKETS,
    registers: [this.registry],
  });
  private readonly upstreamExchanges = new Counter({
    name: 'portolan_upstream_exchanges_total',
    help: 'Exchanges with the vendor, retries included, by endpoint and outcome (ok, or the kind of fault).',
    labelNames: ['endpoint', 'outcome'],
    registers: [this.registry],
  });
  private readonly tokenEvents = new Counter({
    name: 'portolan_token_events_total',
    help: 'What became of upstream tokens: issued, adopted, refused, failed …',
    labelNames: ['event'],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** @param route method and path template, such as `GET /v1/hosts/:host_id`. */
  httpAnswered(route: string, status: number, seconds: number): void {
    const named = this.routes.of(route);
    this.httpSeconds.observe({ route: named }, seconds);
    const pair = this.routeStatuses.of(`${named} ${status}`);
    this.httpRequests.inc(pair === 'other' ? { route: pair, status: pair } : { route: named, status });
  }

  /** @param outcome `ok` or a kind of fault. */
  upstreamExchange(endpoint: string, outcome: string, seconds: number): void {
    this.upstreamSeconds.observe({ ok: String(outcome === 'ok') }, seconds);
    const pair = this.endpointOutcomes.of(`${endpoint} ${outcome}`);
    this.upstreamExchanges.inc(pair === 'other' ? { endpoint: pair, outcome: pair } : { endpoint, outcome });
  }

  /** @param event one of the closed list of the tokens' own events. */
  tokenEvent(event: string): void {
    this.tokenEvents.inc({ event });
  }
}
