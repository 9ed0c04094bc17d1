import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { measured, size } from '../../../test/support/figures.js';
import { inVirtualTime, pendingTimers, seeded } from '../../../test/support/virtual-time.js';
import { Fault, type FaultKind } from '../../kernel/fault.js';
import { AdaptiveWindow } from '../../resilience/adaptive-window.js';
import { MemoryQuota } from '../../resilience/memory-quota.js';
import type { Quota } from '../../resilience/quota.js';
import type { Authorizer } from './authorizer.js';
import { Pipeline, type Call, type Exchange, type PipelineOptions, type SendContext } from './pipeline.js';
import type { Wire, WireRequest, WireResponse } from './wire.js';

const ENDPOINT = 'GET /v5/{project_id}/asset/ports';
const SEED = 424_242;
const CALLS = size(4_000, 10_000);

function callOf(more: Partial<Call> = {}): Call {
  const method = more.method ?? 'GET';
  return {
    endpoint: ENDPOINT,
    method,
    build: () => ({ method, origin: 'http://upstream', path: '/v5/p/asset/ports', headers: {} }),
    ...more,
  };
}

function contextOf(more: Partial<SendContext> = {}): SendContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, lane: 'interactive', tenant: 't', ...more };
}

function answer(status: number, headers: Record<string, string> = {}, body = '{}'): WireResponse {
  return { status, headers, body: Buffer.from(body) };
}

/** The network's other end: answers after `latencyMs`, is cut when the signal aborts, and remembers what it was asked. */
class Upstream implements Wire {
  readonly times: number[] = [];
  readonly requests: WireRequest[] = [];
  inFlight = 0;
  most = 0;

  constructor(
    readonly respond: (request: WireRequest, number: number) => WireResponse | Fault | 'hang',
    readonly latencyMs: number | (() => number) = 20,
  ) {}

  send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    this.times.push(performance.now());
    this.requests.push(request);
    this.most = Math.max(this.most, ++this.inFlight);
    const number = this.times.length;
    return new Promise<WireResponse>((resolve, reject) => {
      const cut = (): void => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const reply = this.respond(request, number);
      const latencyMs = typeof this.latencyMs === 'number' ? this.latencyMs : this.latencyMs();
      const timer =
        reply === 'hang'
          ? undefined
          : setTimeout(() => {
              signal.removeEventListener('abort', cut);
              if (reply instanceof Fault) reject(reply);
              else resolve(reply);
            }, latencyMs);
      signal.addEventListener('abort', cut, { once: true });
    }).finally(() => this.inFlight--);
  }
}

function pipelineOf(wire: Wire, more: Partial<PipelineOptions> = {}): Pipeline {
  return new Pipeline({ scope: 'project/user', wire, ...more });
}

async function kindOf(work: Promise<unknown>): Promise<FaultKind | 'ok'> {
  return work.then(
    () => 'ok' as const,
    (error: unknown) => (error as Fault).kind,
  );
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps `workers` calls going until `count` are done. */
async function closedLoop(workers: number, count: number, call: () => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next++ < count) await call();
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

describe('pipeline under faults', () => {
  it(`30 % errors: at least 99.9 % of all calls succeed at no more than 1.45 times the traffic (seed ${SEED})`, async () => {
    let figure = '';
    await inVirtualTime(async () => {
      const random = seeded(SEED);
      const upstream = new Upstream(() => {
        const drawn = random();
        if (drawn >= 0.3) return answer(200);
        return drawn < 0.15 ? answer(500) : new Fault('network', 'reset');
      });
      const pipeline = pipelineOf(upstream);
      let ok = 0;
      await closedLoop(64, CALLS, async () => {
        if ((await kindOf(pipeline.send(callOf(), contextOf()))) === 'ok') ok++;
      });
      const traffic = upstream.times.length / CALLS;
      process.stdout.write(
        `pipeline: 30 % errors -> ${((100 * ok) / CALLS).toFixed(2)} % ok at ${traffic.toFixed(3)}x\n`,
      );
      figure = `${((100 * ok) / CALLS).toFixed(2)} % of calls ok at ${traffic.toFixed(3)} times the traffic`;
      expect(ok).toBeGreaterThanOrEqual(0.999 * CALLS);
      expect(traffic).toBeLessThanOrEqual(1.45);
    });
    measured(
      'R3',
      `${CALLS} calls, 30 % errors, virtual clock`,
      figure,
      'at least 99.9 % ok, at most 1.45 times',
    );
  });

  it('100 % errors for 60 s: at most 1.5 times the traffic in the first 2 s, 0.1 after the breaker opened; full rate within 5 s of heal', async () => {
    let storm = '';
    let healing = '';
    await inVirtualTime(async () => {
      let broken = false;
      const upstream = new Upstream(() => (broken ? answer(503) : answer(200)));
      let openedAt = Infinity;
      const pipeline = pipelineOf(upstream, {
        events: {
          circuit: (_endpoint, state) =>
            state === 'open' && (openedAt = Math.min(openedAt, performance.now())),
        },
      });
      // 200 calls a second come in, whatever happens to them.
      const late: number[] = [];
      const outcomes: { at: number; kind: FaultKind | 'ok' }[] = [];
      const calls: Promise<unknown>[] = [];
      const offer = async (forMs: number): Promise<void> => {
        for (const end = performance.now() + forMs; performance.now() < end; await wait(5)) {
          const deadlineAt = performance.now() + 10_000;
          const call = kindOf(pipeline.send(callOf(), contextOf({ deadlineAt }))).then((kind) => {
            outcomes.push({ at: performance.now(), kind });
            if (performance.now() > deadlineAt + 50) late.push(performance.now() - deadlineAt);
          });
          calls.push(call);
        }
      };
      await offer(5_000);
      broken = true;
      const brokenAt = performance.now();
      await offer(60_000);
      broken = false;
      const healedAt = performance.now();
      await offer(10_000);
      await Promise.all(calls);

      const traffic = (from: number, to: number): number =>
        upstream.times.filter((at) => at >= from && at < to).length / ((to - from) / 5);
      const first = traffic(brokenAt, brokenAt + 2_000);
      const afterOpen = traffic(openedAt + 1, healedAt);
      const good = outcomes.filter(({ at, kind }) => kind === 'ok' && at > healedAt).map(({ at }) => at);
      // The first second in which everything that comes in is served.
      let full = healedAt;
      while (good.filter((at) => at >= full && at < full + 1_000).length < 190 && full < healedAt + 10_000)
        full += 50;
      process.stdout.write(
        `pipeline: 100 % errors -> ${first.toFixed(2)}x in 2 s, ${afterOpen.toFixed(3)}x after opening ` +
          `(${(openedAt - brokenAt).toFixed(0)} ms); full rate ${((full - healedAt) / 1_000).toFixed(1)} s after heal\n`,
      );
      storm = `${first.toFixed(2)} times in the first 2 s, ${afterOpen.toFixed(3)} times after the breaker opened`;
      healing = `full rate ${((full - healedAt) / 1_000).toFixed(1)} s after the healing, ${late.length} calls past their deadline`;
      expect(first).toBeLessThanOrEqual(1.5);
      expect(openedAt - brokenAt).toBeLessThan(2_000);
      expect(afterOpen).toBeLessThanOrEqual(0.1);
      expect(full - healedAt).toBeLessThanOrEqual(5_000);
      expect(late).toEqual([]);
    });
    measured(
      'R3',
      '100 % errors for 60 s, virtual clock',
      storm,
      'at most 1.5 times, then at most 0.1 times',
    );
    measured(
      'R4',
      '60 s of errors, then health, virtual clock',
      healing,
      'within 5 s; no call past its deadline',
    );
  });

  it('a silent upstream: every call ends at its deadline, and nothing goes out after it', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => 'hang');
      const pipeline = pipelineOf(upstream);
      const deadlineAt = performance.now() + 500;
      const context = contextOf({ deadlineAt });
      const ends: number[] = [];
      await Promise.all(
        Array.from({ length: 200 }, async () => {
          expect(await kindOf(pipeline.send(callOf(), context))).toBe('deadline');
          ends.push(performance.now());
        }),
      );
      expect(Math.max(...ends)).toBeLessThanOrEqual(deadlineAt + 50);
      const sent = upstream.times.length;
      expect(sent).toBe(64);
      await wait(60_000);
      expect(upstream.times).toHaveLength(sent);
      expect(upstream.inFlight).toBe(0);
      expect(pendingTimers()).toBe(0);
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    }, 10);
  });

  it('each call says how often it was tried when all end at one deadline', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream((_request, number) => (number <= 30 ? answer(500) : 'hang'));
      const context = contextOf({ deadlineAt: performance.now() + 3_000 });
      const faults = await Promise.all(
        Array.from({ length: 40 }, () =>
          pipelineOf(upstream)
            .send(callOf(), context)
            .then(
              () => undefined,
              (error: unknown) => error as Fault,
            ),
        ),
      );
      expect(faults.map((fault) => fault?.kind)).toEqual(Array(40).fill('deadline'));
      expect(faults.filter((fault) => fault?.attempts === 2)).toHaveLength(30);
      expect(faults.filter((fault) => fault?.attempts === 1)).toHaveLength(10);
    });
  });

  it('a caller that leaves stops the upstream work at once, and leaves nothing behind', async () => {
    await inVirtualTime(async () => {
      const window = new AdaptiveWindow();
      const upstream = new Upstream(() => answer(200), 50);
      const pipeline = pipelineOf(upstream, { window });
      const context = contextOf();
      const calls = Array.from({ length: 500 }, () => kindOf(pipeline.send(callOf(), context)));
      await wait(120);
      context.controller.abort();
      const sent = upstream.times.length;
      const kinds = await Promise.all(calls);
      await wait(1_000);
      expect(upstream.times).toHaveLength(sent);
      expect(kinds.filter((kind) => kind === 'cancelled').length).toBeGreaterThan(300);
      expect({ inFlight: window.inFlight, queued: window.queued }).toEqual({ inFlight: 0, queued: 0 });
      expect(pendingTimers()).toBe(0);
      expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
    });
  });

  it(`keeps its books through 3 000 calls of mixed faults, deadlines and leavers (seed ${SEED})`, async () => {
    await inVirtualTime(async () => {
      const random = seeded(SEED);
      const replies = [200, 200, 200, 200, 404, 500, 401, 302, 200];
      const upstream = new Upstream(
        () => {
          const drawn = random();
          if (drawn < 0.02) return 'hang';
          if (drawn < 0.06) return new Fault('network', 'reset');
          if (drawn < 0.07) return answer(429);
          return answer(replies[Math.floor(random() * replies.length)] ?? 200);
        },
        () => 5 + 50 * random(),
      );
      const window = new AdaptiveWindow({ max: 16 });
      const authorizer: Authorizer = {
        authorize: async (request) => {
          if (random() < 0.1) await wait(10);
          return { request, refused: () => random() < 0.5 };
        },
      };
      const pipeline = pipelineOf(upstream, { window, authorizer, attemptTimeoutMs: 400, hedge: {} });
      await closedLoop(80, 3_000, async () => {
        const deadlineAt = random() < 0.5 ? performance.now() + 2_000 * random() : undefined;
        const context = contextOf({ deadlineAt, lane: random() < 0.5 ? 'bulk' : 'interactive' });
        const shareKey = random() < 0.3 ? `k${Math.floor(random() * 5)}` : undefined;
        if (random() < 0.2) setTimeout(() => context.controller.abort(), 300 * random());
        await kindOf(pipeline.send(callOf({ shareKey }), context));
        expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
      });
      await wait(1_000);
      expect(upstream.most).toBeLessThanOrEqual(16);
      expect({ inFlight: window.inFlight, queued: window.queued }).toEqual({ inFlight: 0, queued: 0 });
      expect(pipeline.waitingForQuota).toBe(0);
      expect(upstream.inFlight).toBe(0);
    });
  });

  it('ten calls beside a tenant with 10 000 take at most twice as long as alone', async () => {
    await inVirtualTime(async () => {
      const random = seeded(SEED);
      const upstream = new Upstream(
        () => answer(200),
        () => 40 + 20 * random(),
      );
      const pipeline = pipelineOf(upstream);
      const small = async (): Promise<number> => {
        const startedAt = performance.now();
        await Promise.all(
          Array.from({ length: 10 }, () => pipeline.send(callOf(), contextOf({ tenant: 'small' }))),
        );
        return performance.now() - startedAt;
      };
      const idle = await small();
      let over = false;
      const big = closedLoop(128, 10_000, () => pipeline.send(callOf(), contextOf({ tenant: 'big' }))).then(
        () => (over = true),
      );
      const took: number[] = [];
      while (took.length < 40) {
        await wait(50);
        took.push(await small());
      }
      expect(over).toBe(false);
      await big;
      took.sort((one, other) => one - other);
      const p95 = took[37] ?? Infinity;
      process.stdout.write(`pipeline: 10 calls beside 10 000: p95 ${(p95 / idle).toFixed(2)}x of idle\n`);
      expect(p95 / idle).toBeLessThanOrEqual(2);
    });
  });
});

describe('pipeline and quota', () => {
  it('learns an unknown quota from the first refusals: 95 % of it used, under 2 % refused after 10 s', async () => {
    await inVirtualTime(async () => {
      const perSecond = 50;
      let tokens = perSecond;
      let filledAt = performance.now();
      let closedUntil = -Infinity;
      let early = 0;
      const refused: number[] = [];
      const served: number[] = [];
      const upstream = new Upstream(() => {
        const now = performance.now();
        tokens = Math.min(perSecond, tokens + ((now - filledAt) * perSecond) / 1_000);
        filledAt = now;
        // What was on its way when the first refusal came back could not know.
        if (now < closedUntil) early++;
        if (tokens >= 1) {
          tokens--;
          served.push(now);
          return answer(200);
        }
        refused.push(now);
        setTimeout(() => (closedUntil = now + 20 + 980), 20);
        return answer(429, { 'retry-after': '1' });
      }, 20);
      const pipeline = pipelineOf(upstream);
      const startedAt = performance.now();
      let failed = 0;
      const worker = async (): Promise<void> => {
        while (performance.now() < startedAt + 70_000)
          if ((await kindOf(pipeline.send(callOf(), contextOf()))) !== 'ok') failed++;
      };
      await Promise.all(Array.from({ length: 100 }, worker));
      const within = (at: number): boolean => at >= startedAt + 10_000 && at < startedAt + 70_000;
      const goodput = served.filter(within).length / (60 * perSecond);
      const wasted = refused.filter(within).length / upstream.times.filter(within).length;
      process.stdout.write(
        `pipeline: unknown ${perSecond}/s with Retry-After: ${(goodput * 100).toFixed(1)} % used, ` +
          `${(wasted * 100).toFixed(2)} % refused, ${early} early, ${failed} failed\n`,
      );
      expect(goodput).toBeGreaterThanOrEqual(0.95);
      expect(wasted).toBeLessThanOrEqual(0.02);
      expect(early).toBe(0);
      expect(failed).toBe(0);
    });
  });

  it('charges the quota for every exchange: first tries, retries, replays and hedges', async () => {
    await inVirtualTime(async () => {
      const random = seeded(SEED);
      let taken = 0;
      const quota: Quota = {
        take: () => (taken++, 0),
        throttled: () => undefined,
        view: () => ({ limit: undefined, windowMs: 60_000, available: Infinity, waitMs: 0 }),
      };
      const upstream = new Upstream(
        () => answer(random() < 0.1 ? 401 : random() < 0.1 ? 500 : 200),
        () => (random() < 0.05 ? 500 : 20),
      );
      const counts = { retry: 0, hedge: 0 };
      const exchanges: Exchange[] = [];
      const pipeline = pipelineOf(upstream, {
        quota,
        hedge: {},
        authorizer: { authorize: (request) => Promise.resolve({ request, refused: () => true }) },
        events: { retry: () => counts.retry++, hedge: () => counts.hedge++ },
      });
      await closedLoop(20, 1_000, () =>
        kindOf(pipeline.send(callOf(), contextOf({ onCall: (exchange) => exchanges.push(exchange) }))),
      );
      await wait(1_000);
      expect(taken).toBe(upstream.times.length);
      expect(exchanges).toHaveLength(upstream.times.length);
      expect(counts.retry).toBeGreaterThan(0);
      expect(counts.hedge).toBeGreaterThan(0);
      expect(exchanges.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
    });
  });

  it('does not hedge where a quota is known', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(
        () => answer(200),
        (() => {
          let n = 0;
          return () => (++n % 10 === 0 ? 2_000 : 20);
        })(),
      );
      const quota = new MemoryQuota({ limitOf: () => ({ calls: 100_000, windowMs: 60_000 }) });
      const pipeline = pipelineOf(upstream, { quota, hedge: { budget: 1 } });
      await closedLoop(10, 300, () => pipeline.send(callOf(), contextOf()));
      expect(upstream.times).toHaveLength(300);
    });
  });

  it('says throttled at once when the quota cannot be had before the deadline, and calls nobody', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(200));
      const quota = new MemoryQuota({ limitOf: () => ({ calls: 1, windowMs: 60_000 }) });
      const pipeline = pipelineOf(upstream, { quota });
      await pipeline.send(callOf(), contextOf());
      const startedAt = performance.now();
      const call = pipeline.send(callOf(), contextOf({ deadlineAt: startedAt + 10_000 }));
      await expect(call).rejects.toMatchObject({ kind: 'throttled', attempts: 1 });
      expect(performance.now() - startedAt).toBeLessThan(100);
      expect(upstream.times).toHaveLength(1);
      expect(pipeline.quotaView(ENDPOINT)).toMatchObject({ limit: 1, available: 0 });
    });
  });
});

describe('pipeline and authorization', () => {
  function tokens(options: { always?: boolean } = {}): {
    authorizer: Authorizer;
    renewals: () => number;
    current: () => number;
  } {
    let current = 1;
    let renewals = 0;
    return {
      renewals: () => renewals,
      current: () => current,
      authorizer: {
        authorize: (request) => {
          const used = current;
          return Promise.resolve({
            request: { ...request, headers: { ...request.headers, 'x-auth-token': `${used}` } },
            refused: () => {
              if (used === current) {
                renewals++;
                if (options.always !== true) current++;
              }
              return true;
            },
          });
        },
      },
    };
  }

  it('replays once with a fresh authorization, inside the same attempt, for twenty concurrent 401s', async () => {
    await inVirtualTime(async () => {
      const { authorizer, renewals } = tokens();
      const upstream = new Upstream(({ headers }) => answer(headers['x-auth-token'] === '1' ? 401 : 200));
      const retries: unknown[] = [];
      const pipeline = pipelineOf(upstream, {
        authorizer,
        events: { retry: (_endpoint, event) => retries.push(event) },
      });
      const kinds = await Promise.all(
        Array.from({ length: 20 }, () => kindOf(pipeline.send(callOf(), contextOf()))),
      );
      expect(kinds).toEqual(Array(20).fill('ok'));
      expect(upstream.times).toHaveLength(40);
      expect(renewals()).toBe(1);
      expect(retries).toEqual([]);
    });
  });

  it('replays a POST too: a refused one was not done', async () => {
    await inVirtualTime(async () => {
      const { authorizer } = tokens();
      const upstream = new Upstream(({ headers }) => answer(headers['x-auth-token'] === '1' ? 401 : 200));
      const response = await pipelineOf(upstream, { authorizer }).send(
        callOf({ method: 'POST' }),
        contextOf(),
      );
      expect(response.status).toBe(200);
    });
  });

  it('gives up with kind credential when the fresh one is refused as well, and does not ask for a third', async () => {
    await inVirtualTime(async () => {
      const { authorizer, renewals } = tokens({ always: true });
      const upstream = new Upstream(() => answer(401, {}, '{"error_code":"APIGW.0301"}'));
      const call = pipelineOf(upstream, { authorizer }).send(callOf(), contextOf());
      await expect(call).rejects.toMatchObject({
        kind: 'credential',
        status: 401,
        upstreamCode: 'APIGW.0301',
      });
      expect(upstream.times).toHaveLength(2);
      // Both refusals are told, so that whoever keeps the credential can count them.
      expect(renewals()).toBe(2);
    });
  });

  it('does not replay what a fresh authorization cannot help, nor calls without one', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(401));
      const signed: Authorizer = {
        authorize: (request) => Promise.resolve({ request, refused: () => false }),
      };
      expect(await kindOf(pipelineOf(upstream, { authorizer: signed }).send(callOf(), contextOf()))).toBe(
        'credential',
      );
      expect(await kindOf(pipelineOf(upstream).send(callOf(), contextOf()))).toBe('credential');
      expect(upstream.times).toHaveLength(2);
    });
  });

  it('sends nothing, and reports no call, for a caller that left while the token was awaited', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(200));
      const authorizer: Authorizer = {
        authorize: (request) => wait(500).then(() => ({ request, refused: () => true })),
      };
      const exchanges: Exchange[] = [];
      const context = contextOf({ onCall: (exchange) => exchanges.push(exchange) });
      const call = kindOf(pipelineOf(upstream, { authorizer }).send(callOf(), context));
      await wait(100);
      const abortedAt = performance.now();
      context.controller.abort();
      expect(await call).toBe('cancelled');
      expect(performance.now() - abortedAt).toBeLessThan(50);
      await wait(1_000);
      expect(upstream.times).toHaveLength(0);
      expect(exchanges).toEqual([]);
    }, 5);
  });

  it('never sends what could not be authorized, and passes the reason on', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(200));
      const authorizer: Authorizer = { authorize: () => Promise.reject(new Fault('credential', 'locked')) };
      expect(await kindOf(pipelineOf(upstream, { authorizer }).send(callOf(), contextOf()))).toBe(
        'credential',
      );
      expect(upstream.times).toHaveLength(0);
    });
  });
});

describe('pipeline calls', () => {
  it.each(['POST', 'PATCH', 'DELETE'] as const)('tries a %s once, whatever happens', async (method) => {
    await inVirtualTime(async () => {
      for (const reply of [answer(500), answer(429), new Fault('network', 'reset')]) {
        const upstream = new Upstream(() => reply);
        await kindOf(pipelineOf(upstream).send(callOf({ method }), contextOf()));
        expect(upstream.times).toHaveLength(1);
      }
    });
  });

  it('retries a POST that says it may be repeated', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream((_request, number) => (number < 3 ? answer(503) : answer(201)));
      const response = await pipelineOf(upstream).send(
        callOf({ method: 'POST', idempotent: true }),
        contextOf(),
      );
      expect(response.status).toBe(201);
    });
  });

  it('retries an answer that does not decode, and names it when it stays so', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream((_request, number) => answer(200, {}, number < 3 ? '<html>' : '{"n":7}'));
      const decode = ({ body }: WireResponse): number => {
        if (body.toString().startsWith('<')) throw new Fault('bad_payload', 'not JSON');
        return (JSON.parse(body.toString()) as { n: number }).n;
      };
      expect(await pipelineOf(upstream).read(callOf(), decode, contextOf())).toBe(7);
      const broken = pipelineOf(new Upstream(() => answer(200, {}, '<html>')), { retry: { maxAttempts: 3 } });
      await expect(broken.read(callOf(), decode, contextOf())).rejects.toMatchObject({
        kind: 'bad_payload',
        attempts: 3,
      });
    });
  });

  it('a hanging attempt ends with its own timeout and the next one succeeds', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream((_request, number) => (number === 1 ? 'hang' : answer(200)));
      const exchanges: Exchange[] = [];
      await pipelineOf(upstream).send(
        callOf({ attemptTimeoutMs: 300 }),
        contextOf({ onCall: (exchange) => exchanges.push(exchange) }),
      );
      expect(exchanges.map(({ faultKind }) => faultKind)).toEqual(['timeout', undefined]);
      expect(performance.now()).toBeLessThan(1_000);
    });
  });

  it('starts the attempt clock only when the permit is held', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(200), 90);
      const pipeline = pipelineOf(upstream, {
        window: new AdaptiveWindow({ max: 1 }),
        attemptTimeoutMs: 100,
      });
      const kinds = await Promise.all(
        Array.from({ length: 20 }, () => kindOf(pipeline.send(callOf(), contextOf()))),
      );
      expect(kinds).toEqual(Array(20).fill('ok'));
      expect(upstream.times).toHaveLength(20);
    });
  });

  it('shares one exchange between equal calls in flight, also when the first caller leaves', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream((_request, number) => (number === 1 ? answer(500) : answer(200)));
      let shared = 0;
      const pipeline = pipelineOf(upstream, { events: { shared: () => shared++ } });
      const contexts = Array.from({ length: 10 }, () => contextOf({ deadlineAt: performance.now() + 5_000 }));
      const calls = contexts.map((context) => kindOf(pipeline.send(callOf({ shareKey: 'page 1' }), context)));
      const other = kindOf(pipeline.send(callOf({ shareKey: 'page 2' }), contextOf()));
      const alone = kindOf(pipeline.send(callOf(), contextOf()));
      await wait(10);
      contexts[0]?.controller.abort();
      expect(await Promise.all(calls)).toEqual(['cancelled', ...Array<string>(9).fill('ok')]);
      expect([await other, await alone]).toEqual(['ok', 'ok']);
      expect(upstream.times).toHaveLength(4);
      expect(shared).toBe(9);
    });
  });

  it('keeps a breaker for each endpoint', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(500), 1);
      const pipeline = pipelineOf(upstream, { retry: { maxAttempts: 1 } });
      await closedLoop(10, 60, () => kindOf(pipeline.send(callOf(), contextOf())));
      expect(await kindOf(pipeline.send(callOf(), contextOf()))).toBe('circuit_open');
      expect(await kindOf(pipeline.send(callOf({ endpoint: 'GET /other' }), contextOf()))).toBe(
        'unavailable',
      );
      expect(Object.fromEntries(pipeline.circuits())).toEqual({ [ENDPOINT]: 'open', 'GET /other': 'closed' });
    });
  });

  it('calls that waited for a permit while the circuit opened do not go out', async () => {
    await inVirtualTime(async () => {
      const upstream = new Upstream(() => answer(500), 50);
      const pipeline = pipelineOf(upstream, { retry: { maxAttempts: 1 } });
      await Promise.all(Array.from({ length: 1_000 }, () => kindOf(pipeline.send(callOf(), contextOf()))));
      expect(upstream.times.length).toBeLessThanOrEqual(64 + 45);
    });
  });

  it('builds the request once, and turns a build that throws into a rejection', async () => {
    await inVirtualTime(async () => {
      let built = 0;
      const upstream = new Upstream((_request, number) => (number < 4 ? answer(503) : answer(200)));
      const plain = callOf();
      await pipelineOf(upstream).send(callOf({ build: () => (built++, plain.build()) }), contextOf());
      expect(built).toBe(1);
      const odd = callOf({
        build: () => {
          throw new RangeError('host_id');
        },
      });
      await expect(pipelineOf(upstream).send(odd, contextOf())).rejects.toThrow('host_id');
    });
  });
});
