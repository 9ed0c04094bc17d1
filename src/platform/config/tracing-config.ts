import { IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { IsPublicUrl } from './config-rules.js';

/** Spans for a collector of OpenTelemetry. Without it, the `traceparent` of a request is still passed on. */
export class TracingConfig {
  /** Base URL of a collector that takes OTLP over HTTP; spans go to `/v1/traces` below it. Absent: no spans. */
  @IsOptional()
  @IsPublicUrl({ message: '$property must be an http(s) URL such as http://127.0.0.1:4318' })
  otlpEndpoint?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  serviceName = 'portolan';

  /** Of a hundred traces that begin here, so many are recorded. Callers decide about those that they began. */
  @IsInt()
  @Min(0)
  @Max(100)
  samplePercent = 100;
}
