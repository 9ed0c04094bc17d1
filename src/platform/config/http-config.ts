import 'reflect-metadata';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { IsNetwork, IsPublicUrl, IsWebOrigin } from './config-rules.js';

export class ServerConfig {
  @IsString()
  @MinLength(1)
  host = '0.0.0.0';

  /** 0 takes a free port, for tests. */
  @IsInt()
  @Min(0)
  @Max(65535)
  port = 3000;

  /** Health, metrics and control calls listen here, and no longer on `port`. 0 takes a free port, for tests. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(65535)
  managementPort?: number;

  /** Address of the management port; left out: `host`. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  managementHost?: string;

  /** How long a drain may take before the remaining requests are cut off, in milliseconds. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  shutdownMs = 10_000;

  /** Time between "not ready" and "no more connections", in which load balancers notice, in milliseconds. */
  @IsInt()
  @Min(0)
  @Max(60_000)
  lameDuckMs = 0;

  /** How long the headers of a request may take to arrive, in milliseconds. */
  @IsInt()
  @Min(500)
  @Max(120_000)
  headersTimeoutMs = 10_000;

  /** How long a whole request, body included, may take to arrive, in milliseconds. */
  @IsInt()
  @Min(500)
  @Max(600_000)
  requestTimeoutMs = 30_000;

  /** Requests in progress in this process; beyond it new ones get 503 at once. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  maxRequests = 2_000;

  /** Mean delay of the event loop past which new requests get 503 at once, in milliseconds. */
  @IsInt()
  @Min(10)
  @Max(60_000)
  maxDelayMs = 1_000;

  /** Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Prefix` are used; all others' are ignored. */
  @IsArray()
  @ArrayMaxSize(64)
  @IsNetwork({ each: true })
  trustedProxies: string[] = [];

  /** The URL by which callers reach this service, when a proxy removes the first part of the path. */
  @IsOptional()
  @IsPublicUrl()
  publicUrl?: string;
}

/** Limits of one caller; its key may have other ones. */
export class LimitsConfig {
  /**
   * A request costs 1 point and includes its first upstream call. A query costs 1 point a host and includes as many calls.
   * Each further upstream call costs 1. All replicas share the count through Redis.
   */
  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  pointsPerMinute = 1_000_000;

  /** Requests of one caller in progress at a time, for each process. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  concurrentRequests = 1_000;

  /** Of these, answers that are streamed. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  concurrentStreams = 100;

  /** Wrong keys and tokens from one client address before further wrong ones get 429 for the rest of the minute. */
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  authFailuresPerMinute = 200;
}

/** Web pages of other origins that may call from a browser; none by default. */
export class CorsConfig {
  /** Origins such as `https://console.example.com`; `*` for all, never together with credentials. */
  @IsArray()
  @ArrayMaxSize(256)
  @IsWebOrigin({ each: true })
  origins: string[] = [];

  /** Whether browsers may send cookies; keys and tokens in headers do not need it. */
  @IsBoolean()
  credentials = false;
}

export class DocsConfig {
  /** Whether `/docs` and the OpenAPI documents are served. */
  @IsBoolean()
  enabled = true;

  /** Whether they are served without a key. */
  @IsBoolean()
  public = false;

  /** A key that `/docs` fills in for whoever opens it: for demonstrations on one machine only. */
  @IsOptional()
  @IsString()
  @MinLength(8)
  prefilledKey?: string;
}

export class MetricsConfig {
  /** Whether `/metrics` is served without a key; otherwise it needs the scope `admin`. */
  @IsBoolean()
  public = false;
}
