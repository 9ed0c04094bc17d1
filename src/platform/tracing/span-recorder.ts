import {
  ROOT_CONTEXT,
  SpanKind as OtelKind,
  SpanStatusCode,
  TraceFlags,
  trace,
  type Attributes,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type Sampler,
  type SamplingResult,
} from '@opentelemetry/sdk-trace-base';
import { readTraceparent, runWithin, type Facts, type Span, type SpanKind } from '../../kernel/trace.js';
import type { TracingConfig } from '../config/tracing-config.js';
import { VERSION } from '../version.js';
import type { Tracing } from './tracing.js';

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  job: OtelKind.CONSUMER,
  part: OtelKind.INTERNAL,
};

/** Longest time for one delivery and for the last one, in milliseconds: a dead collector must not hold up the drain. */
const DELIVERY_MS = 1_000;
/** Spans that wait for delivery; more are dropped. A query over 10 000 hosts makes as many in some seconds. */
const MOST_WAITING = 16_384;
const BATCH = 512;
/** How often spans are delivered, in milliseconds. */
const DELIVER_EVERY_MS = 1_000;

/** Records spans and delivers them to a collector, by OTLP over HTTP. */
export class SpanRecorder implements Tracing {
  readonly records = true;
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor({ serviceName, samplePercent }: TracingConfig, endpoint: string) {
    const exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
      timeoutMillis: DELIVERY_MS,
    });
    const processor = new BatchSpanProcessor(exporter, {
      maxQueueSize: MOST_WAITING,
      maxExportBatchSize: BATCH,
      scheduledDelayMillis: DELIVER_EVERY_MS,
      exportTimeoutMillis: DELIVERY_MS,
    });
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': VERSION }),
      // A trace is recorded whole or not at all: who began it has decided.
      sampler: new ParentBasedSampler({ root: new LinkedSampler(samplePercent / 100) }),
      spanProcessors: [processor],
    });
    this.tracer = this.provider.getTracer('portolan', VERSION);
  }

  begin(name: string, kind: SpanKind, facts: Facts, traceparent?: string): Span {
    const asking = contextOf(traceparent);
    if (asking === undefined) return new RecordedSpan(this.tracer, { name, kind, facts }, ROOT_CONTEXT);
    if (kind === 'job')
      return new RecordedSpan(this.tracer, { name, kind, facts, link: asking }, ROOT_CONTEXT);
    return new RecordedSpan(this.tracer, { name, kind, facts }, trace.setSpanContext(ROOT_CONTEXT, asking));
  }

  async close(): Promise<void> {
    // What a collector does not take in time is lost.
    await this.provider.shutdown().catch(() => undefined);
  }
}

/** Samples a trace that links to another one as that one was, others by chance. */
class LinkedSampler implements Sampler {
  private readonly byChance: Sampler;

  /** @param share of the others, 0 to 1. */
  constructor(share: number) {
    this.byChance = new TraceIdRatioBasedSampler(share);
  }

  shouldSample(...asked: Parameters<Sampler['shouldSample']>): SamplingResult {
    const [link] = asked[5];
    if (link === undefined) return this.byChance.shouldSample(...asked);
    const sampled = (link.context.traceFlags & TraceFlags.SAMPLED) !== 0;
    return { decision: sampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  }
}

/** A span that begins. */
interface Beginning {
  readonly name: string;
  readonly kind: SpanKind;
  readonly facts: Facts;
  readonly link?: SpanContext;
}

class RecordedSpan implements Span {
  private readonly span: OtelSpan;

  constructor(
    private readonly tracer: Tracer,
    { name, kind, facts, link }: Beginning,
    above: Context,
  ) {
    const links = link === undefined ? {} : { links: [{ context: link }] };
    this.span = tracer.startSpan(
      name,
      { kind: KINDS[kind], attributes: attributesOf(facts), ...links },
      above,
    );
  }

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get traceparent(): string {
    const { traceId, spanId, traceFlags } = this.span.spanContext();
    return `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`;
  }

  begin(name: string, kind: SpanKind, facts: Facts = {}): Span {
    return new RecordedSpan(this.tracer, { name, kind, facts }, trace.setSpan(ROOT_CONTEXT, this.span));
  }

  end(facts: Facts = {}, fault?: string): void {
    this.span.setAttributes(attributesOf(facts));
    if (fault !== undefined) {
      this.span.setAttribute('error.type', fault);
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }

  run<T>(work: () => T): T {
    return runWithin(this, work);
  }
}

/** Returns the context that a header names; undefined for none. */
function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const parent = readTraceparent(traceparent);
  if (parent === undefined) return undefined;
  const { traceId, spanId, sampled } = parent;
  return { traceId, spanId, traceFlags: sampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
}

function attributesOf(facts: Facts): Attributes {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
