import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { JobMetrics } from './job-metrics.js';
import { LabelBudget } from './label-budget.js';
import { RowCacheMetrics } from './row-cache-metrics.js';
import { WorkMetrics } from './work-metrics.js';
import { UpstreamMetrics } from './upstream-metrics.js';
import { WatchMetrics } from './watch-metrics.js';

/** Upper bounds in seconds; few where each costs a series for each route, so that all together stay under 1 000. */
const HTTP_BUCKETS = [0.005, 0.05, 0.5, 2, 10, 60];
/** Most routes told apart, routes and statuses; all that come later are counted as `other`. */
const MAX_ROUTES = 64;
const MAX_ROUTE_STATUSES = 120;

/** The process in numbers. No label holds a caller, a host or anything else from outside; aliases of projects are bounded in number. */
export class Metrics {
  readonly registry = new Registry();
  readonly upstream = new UpstreamMetrics(this.registry);
  readonly rowCache = new RowCacheMetrics(this.registry);
  readonly jobs = new JobMetrics(this.registry);
  readonly work = new WorkMetrics(this.registry);
  readonly watches = new WatchMetrics(this.registry);
  private readonly routes = new LabelBudget(MAX_ROUTES);
  private readonly routeStatuses = new LabelBudget(MAX_ROUTE_STATUSES);

  private readonly httpSeconds = new Histogram({
    name: 'portolan_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer, by route.',
    labelNames: ['route'],
    buckets: HTTP_BUCKETS,
    registers: [this.registry],
  });
  private readonly tokenEvents = new Counter({
    name: 'portolan_token_events_total',
    help: 'What became of upstream tokens: issued, adopted, refused, failed …',
    labelNames: ['event'],
    registers: [this.registry],
  });
  private readonly redisEntries = new Counter({
    name: 'portolan_redis_dropped_total',
    help: 'Entries under keys of ours in Redis that were not ours or spoilt, and were dropped, by what should have been there. Those of tokens, rows and lists are counted with these.',
    labelNames: ['kept'],
    registers: [this.registry],
  });

  /** Answers since the last scrape, by route and status. */
  private readonly answers = new Map<string, Map<number, number>>();

  constructor() {
    const { answers, routeStatuses } = this;
    new Counter({
      name: 'portolan_http_requests_total',
      help: 'Requests answered, by route and status.',
      labelNames: ['route', 'status'],
      registers: [this.registry],
      collect() {
        for (const [route, statuses] of answers) {
          for (const [status, times] of statuses) {
            const pair = routeStatuses.of(`${route} ${status}`);
            this.inc(pair === 'other' ? { route: pair, status: pair } : { route, status }, times);
          }
        }
        answers.clear();
      },
    });
    collectDefaultMetrics({ register: this.registry });
    // Gauges whose names end as only names of counters may; those without `_total` say the same by kind.
    for (const kind of ['handles', 'requests', 'resources'])
      this.registry.removeSingleMetric(`nodejs_active_${kind}_total`);
  }

  /** @param route method and path template, such as `GET /v1/hosts/:host_id`. */
  httpAnswered(route: string, status: number, seconds: number): void {
    const named = this.routes.of(route);
    this.httpSeconds.observe({ route: named }, seconds);
    let statuses = this.answers.get(named);
    if (statuses === undefined) this.answers.set(named, (statuses = new Map<number, number>()));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }

  /** @param event one of the closed list of the tokens' own events. */
  tokenEvent(event: string): void {
    this.tokenEvents.inc({ event });
  }

  /** Entries of one kind that were not ours, and were dropped. */
  redisDropped(kept: 'exports' | 'jobs' | 'limits' | 'queries' | 'quota' | 'watches', entries: number): void {
    this.redisEntries.inc({ kept }, entries);
  }

  /** Has it read whenever somebody looks whether Redis answers. Once. */
  watchRedis(state: () => 'up' | 'full' | 'down'): void {
    new Gauge({
      name: 'portolan_redis_up',
      help: '1 while Redis answers, 0 while this process goes on without it.',
      registers: [this.registry],
      collect() {
        this.set(state() === 'down' ? 0 : 1);
      },
    });
    new Gauge({
      name: 'portolan_redis_full',
      help: '1 while Redis refuses what is new for want of memory.',
      registers: [this.registry],
      collect() {
        this.set(state() === 'full' ? 1 : 0);
      },
    });
  }
}
