import { PassedOn, readTraceparent } from '../../kernel/trace.js';
import type { TracingConfig } from '../config/tracing-config.js';
import type { Tracing } from './tracing.js';

/** No spans: a trace that comes with a request is passed on to the vendor and into the log. */
const PASSING: Tracing = {
  records: false,
  begin: (_name, _kind, _facts, traceparent) => {
    const parent = readTraceparent(traceparent);
    return parent && new PassedOn(parent);
  },
  close: () => Promise.resolve(),
};

/** Returns the tracing of a configuration. The libraries of OpenTelemetry are loaded only when spans are on. */
export async function openTracing(config: TracingConfig): Promise<Tracing> {
  if (config.otlpEndpoint === undefined) return PASSING;
  const { SpanRecorder } = await import('./span-recorder.js');
  return new SpanRecorder(config, config.otlpEndpoint);
}
