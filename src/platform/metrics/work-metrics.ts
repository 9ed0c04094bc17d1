import { Counter, Gauge, type Registry } from 'prom-client';
import { VERSION } from '../version.js';
import { LabelBudget } from './label-budget.js';

/** Most projects told apart, and most pairs of project and failure code. Choices: few operators have more. */
const MAX_PROJECTS = 20;
const MAX_PROJECT_CODES = 40;

/** Where a request was refused by a limit, and why. */
interface Refusal {
  readonly limit: 'points' | 'requests' | 'streams' | 'process';
  readonly reason: 'used_up' | 'in_progress' | 'overloaded';
}

/** What becomes of the work that callers order, and what operators act on when it fails. */
export class WorkMetrics {
  private readonly projects = new LabelBudget(MAX_PROJECTS);
  private readonly projectCodes = new LabelBudget(MAX_PROJECT_CODES);
  /** Failed hosts since the last scrape, by project and code: one answer may have 100 000 of them. */
  private readonly failedHosts = new Map<string, Map<string, number>>();
  private readonly exports: Counter<'state'>;
  private readonly refusals: Counter<'limit' | 'reason'>;
  /** Requests in progress. */
  private requests = 0;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    const { failedHosts, projects, projectCodes } = this;
    new Counter({
      name: 'portolan_hosts_failed_total',
      help: 'Hosts and lists of hosts that could not be read for an answer, by project and failure code.',
      labelNames: ['project', 'code'],
      registers,
      collect() {
        for (const [project, codes] of failedHosts) {
          const named = projects.of(project);
          for (const [code, hosts] of codes) {
            const pair = projectCodes.of(`${named} ${code}`);
            this.inc(pair === 'other' ? { project: pair, code: pair } : { project: named, code }, hosts);
          }
        }
        failedHosts.clear();
      },
    });
    this.exports = new Counter({
      name: 'portolan_exports_total',
      help: 'Exports that came to a state in this process: queued, succeeded, failed, cancelled.',
      labelNames: ['state'],
      registers,
    });
    this.refusals = new Counter({
      name: 'portolan_refusals_total',
      help: 'Requests refused by a limit, and why: of their caller (points, requests, streams), or of the process.',
      labelNames: ['limit', 'reason'],
      registers,
    });
    const inProgress = (): number => this.requests;
    new Gauge({
      name: 'portolan_http_requests_in_flight',
      help: 'Requests in progress.',
      registers,
      collect() {
        this.set(inProgress());
      },
    });
    new Gauge({
      name: 'portolan_build_info',
      help: 'Always 1; the labels name the version of the service and of Node.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: VERSION, node: process.versions.node }, 1);
    // A series that is not there yet cannot raise an alert at its first event.
    for (const state of ['queued', 'succeeded', 'failed', 'cancelled']) this.exports.inc({ state }, 0);
    for (const limit of ['points', 'requests', 'streams', 'process'] as const)
      this.refusals.inc({ limit, reason: REASONS[limit] }, 0);
  }

  hostFailed(project: string, code: string): void {
    let codes = this.failedHosts.get(project);
    if (codes === undefined) this.failedHosts.set(project, (codes = new Map<string, number>()));
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }

  exportCame(state: string): void {
    this.exports.inc({ state });
  }

  refused(limit: Refusal['limit']): void {
    this.refusals.inc({ limit, reason: REASONS[limit] });
  }

  requestBegan(): void {
    this.requests++;
  }

  requestEnded(): void {
    this.requests--;
  }

  /** Has the life of the tokens read whenever somebody looks. Once. @param look seconds left, by project. */
  watchTokens(look: () => ReadonlyMap<string, number>): void {
    const { projects } = this;
    new Gauge({
      name: 'portolan_token_expiry_seconds',
      help: 'Seconds until the first token of a project expires, below 0 afterwards; absent without a token.',
      labelNames: ['project'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [project, seconds] of look()) this.set({ project: projects.of(project) }, seconds);
      },
    });
  }
}

const REASONS: Readonly<Record<Refusal['limit'], Refusal['reason']>> = {
  points: 'used_up',
  requests: 'in_progress',
  streams: 'in_progress',
  process: 'overloaded',
};
