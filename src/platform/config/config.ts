import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { AuthConfig } from './auth-config.js';
import { IsMetadataEndpoint, IsProxyUrl, IsRedisUrl, IsUpstreamEndpoint } from './config-rules.js';
import { ExplorerConfig } from './explorer-config.js';
import { ExportsConfig } from './exports-config.js';
import { JobsConfig } from './jobs-config.js';
import { QueriesConfig } from './queries-config.js';
import { TracingConfig } from './tracing-config.js';
import { CorsConfig, DocsConfig, LimitsConfig, MetricsConfig, ServerConfig } from './http-config.js';
import { ScheduleConfig, WatchConfig, WebhooksConfig } from './watches-config.js';

export { ApiKeyConfig, AuthConfig, JwtIssuerConfig, SCOPES, type Scope } from './auth-config.js';
export { ExplorerConfig } from './explorer-config.js';
export { ExportsConfig } from './exports-config.js';
export { JobsConfig } from './jobs-config.js';
export { QueriesConfig } from './queries-config.js';
export { TracingConfig } from './tracing-config.js';
export { CorsConfig, DocsConfig, LimitsConfig, MetricsConfig, ServerConfig } from './http-config.js';

export class LogConfig {
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  level = 'info';

  /** `auto`: pretty at a terminal, JSON otherwise. */
  @IsIn(['auto', 'pretty', 'json'])
  format = 'auto';
}

export class RedisConfig {
  /** Empty: no Redis, this process runs alone. */
  @IsRedisUrl()
  url = '';

  @IsString()
  @Matches(/^[A-Za-z0-9:_-]{1,64}$/)
  keyPrefix = 'portolan:';

  /** Path of a PEM file with the authorities that a TLS server's certificate is checked against, instead of the public ones. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  tlsCaFile?: string;

  @IsInt()
  @Min(10)
  @Max(10_000)
  commandTimeoutMs = 130;
}

export class SecretConfig {
  @Matches(/^[A-Za-z0-9_-]{1,32}$/)
  id!: string;

  @IsString()
  @MinLength(32, { message: '$property must have at least 32 characters' })
  @MaxLength(1024)
  value!: string;
}

/** What a project signs in with. */
export const CREDENTIAL_KIND_NAMES = ['ak-sk', 'ecs-agency', 'key-file', 'password'] as const;
export type CredentialKind = (typeof CREDENTIAL_KIND_NAMES)[number];

export class CredentialConfig {
  @IsIn(CREDENTIAL_KIND_NAMES)
  kind!: CredentialKind;

  /** Account that owns the user; for the account itself both names are equal. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  domain?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  user?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  password?: string;

  @IsOptional()
  @Matches(/^[A-Za-z0-9]{1,128}$/)
  accessKey?: string;

  @IsOptional()
  @IsString()
  @MinLength(1)
  secretKey?: string;

  /** Only with temporary keys. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  securityToken?: string;

  /** Absolute path of a JSON file with temporary keys, which is read again every few seconds. */
  @IsOptional()
  @IsString()
  @Matches(/^\/./, { message: '$property must be an absolute path' })
  file?: string;

  /** The metadata service of this machine; another address than the vendor's is for tests. */
  @IsOptional()
  @IsMetadataEndpoint()
  metadataEndpoint?: string;
}

class QuotaConfig {
  /** Calls a minute for each API and credential; 0 = not limited by us. */
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  callsPerMinute = 0;
}

export class ProjectConfig {
  @Matches(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/)
  alias!: string;

  @Matches(/^[a-z]{2}(-[a-z0-9]+){1,3}$/)
  region!: string;

  /** 32 hexadecimal characters; when left out it is looked up by region name. */
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  projectId?: string;

  /** `all_granted_eps`: everything the credential may see. Left out upstream, rows of other projects go missing. */
  @Matches(/^[A-Za-z0-9_-]{1,64}$/)
  enterpriseProjectId = 'all_granted_eps';

  /**
   * Rows a page at most, 10 to 200. Where the vendor refuses that many, 100, 20 and 10 are tried, and what works is remembered for
   * each list.
   */
  @IsInt()
  @Min(10)
  @Max(200)
  pageSize = 200;

  @IsOptional()
  @IsUpstreamEndpoint()
  hssEndpoint?: string;

  @IsOptional()
  @IsUpstreamEndpoint()
  iamEndpoint?: string;

  @IsArray()
  @ArrayMinSize(1, { message: 'at least one credential is needed' })
  @ValidateNested({ each: true })
  @Type(() => CredentialConfig)
  credentials: CredentialConfig[] = [];
}

export class UpstreamConfig {
  /** Requests in flight for each project and process. */
  @IsInt()
  @Min(1)
  @Max(1024)
  window = 64;

  /** Rows a page; the vendor allows 10 to 200. */
  @IsInt()
  @Min(10)
  @Max(200)
  pageLimit = 200;

  /** One attempt, from the moment it may be sent, in milliseconds. */
  @IsInt()
  @Min(50)
  @Max(120_000)
  attemptTimeoutMs = 5_000;

  /** Tries for each call, the first included. */
  @IsInt()
  @Min(1)
  @Max(10)
  attempts = 7;

  /** Of a hundred calls, so many may be made a second time because the answer is late; 0: none. Never under a quota. */
  @IsInt()
  @Min(0)
  @Max(100)
  hedgePercent = 0;

  /** Seconds a list of servers may be old before it is asked again. */
  @IsInt()
  @Min(0)
  @Max(86_400)
  hostsMaxAgeS = 60;

  /** In-process cache of upstream answers, in mebibytes. */
  @IsInt()
  @Min(0)
  @Max(65_536)
  cacheMib = 128;

  /** Seconds that rows of a server stay in Redis for the other replicas; 0 = not shared. */
  @IsInt()
  @Min(0)
  @Max(86_400)
  sharedCacheS = 3_600;

  /** Memory of Redis that shared rows and lists of servers may take, for each project, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  sharedCacheMib = 64;

  /** `twice` reads a server of several pages again until two reads agree: exact under any movement, for twice the pages. */
  @IsIn(['once', 'twice'])
  assurance: 'once' | 'twice' = 'once';

  /** Rows read of one server at most; one that has more is a failure `too_many_rows`. */
  @IsInt()
  @Min(200)
  @Max(2_000_000)
  maxRowsPerHost = 100_000;

  /** Host names beyond the vendor's own that endpoints may use (https). */
  @IsArray()
  @Matches(/^[a-z0-9.-]{1,253}$/i, { each: true })
  allowedHosts: string[] = [];

  /** Host names that may be asked over plain http; loopback always may. */
  @IsArray()
  @Matches(/^[a-z0-9.-]{1,253}$/i, { each: true })
  plainHttpHosts: string[] = [];

  /** Outbound proxy for calls to https endpoints, `http://user:password@host:port`. Loopback is always called directly. */
  @IsProxyUrl()
  proxy = '';

  /** Outbound proxy for calls to plain http endpoints. */
  @IsProxyUrl()
  httpProxy = '';

  /**
   * Hosts called without a proxy: a host or a domain, perhaps with a port, or `*` for all. Entries of other forms, such
   * as networks, have no effect: the environment may name them for other programs.
   */
  @IsArray()
  @Matches(/^\S{1,300}$/, { each: true })
  noProxy: string[] = [];

  @ValidateNested()
  @Type(() => QuotaConfig)
  quota: QuotaConfig = new QuotaConfig();
}

class QueryConfig {
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  defaultTimeoutMs = 30_000;

  @IsInt()
  @Min(100)
  @Max(3_600_000)
  maxTimeoutMs = 300_000;

  /** How long the reader of a stream may take nothing before it is cut, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  stallTimeoutMs = 30_000;

  /** Seconds a `next_cursor` stays good. */
  @IsInt()
  @Min(10)
  @Max(604_800)
  cursorTtlS = 3_600;

  /** Largest request body of a query in bytes; others are held to 16 KiB. */
  @IsInt()
  @Min(1_024)
  @Max(67_108_864)
  maxBodyBytes = 6_291_456;
}

/** Everything an operator can set, validated once at the start; nothing else reads the environment. */
export class AppConfig {
  @ValidateNested()
  @Type(() => ServerConfig)
  server: ServerConfig = new ServerConfig();

  @ValidateNested()
  @Type(() => LogConfig)
  log: LogConfig = new LogConfig();

  @ValidateNested()
  @Type(() => RedisConfig)
  redis: RedisConfig = new RedisConfig();

  /** The first signs and encrypts, all verify and decrypt; every replica needs the same. */
  @IsArray()
  @ValidateNested({ each: true })
  @ArrayUnique((secret: SecretConfig | null) => secret?.id, { message: 'ids must be unique' })
  @Type(() => SecretConfig)
  secrets: SecretConfig[] = [];

  @IsArray()
  @ArrayMinSize(1, { message: 'at least one project is needed' })
  @ArrayUnique((project: ProjectConfig | null) => project?.alias, { message: 'aliases must be unique' })
  @ValidateNested({ each: true })
  @Type(() => ProjectConfig)
  projects: ProjectConfig[] = [];

  /** Alias of the project that is asked when a caller names none; default the first. */
  @IsOptional()
  @IsString()
  defaultProject?: string;

  @ValidateNested()
  @Type(() => UpstreamConfig)
  upstream: UpstreamConfig = new UpstreamConfig();

  @ValidateNested()
  @Type(() => AuthConfig)
  auth: AuthConfig = new AuthConfig();

  @ValidateNested()
  @Type(() => LimitsConfig)
  limits: LimitsConfig = new LimitsConfig();

  @ValidateNested()
  @Type(() => CorsConfig)
  cors: CorsConfig = new CorsConfig();

  @ValidateNested()
  @Type(() => QueryConfig)
  query: QueryConfig = new QueryConfig();

  @ValidateNested()
  @Type(() => ExportsConfig)
  exports: ExportsConfig = new ExportsConfig();

  @ValidateNested()
  @Type(() => JobsConfig)
  jobs: JobsConfig = new JobsConfig();

  @ValidateNested()
  @Type(() => QueriesConfig)
  queries: QueriesConfig = new QueriesConfig();

  @IsArray()
  @ArrayUnique((watch: WatchConfig | null) => watch?.name, { message: 'must have unique names' })
  @ValidateNested({ each: true })
  @Type(() => WatchConfig)
  watches: WatchConfig[] = [];

  @ValidateNested()
  @Type(() => WebhooksConfig)
  webhooks: WebhooksConfig = new WebhooksConfig();

  @IsArray()
  @ArrayUnique((schedule: ScheduleConfig | null) => schedule?.name, { message: 'must have unique names' })
  @ValidateNested({ each: true })
  @Type(() => ScheduleConfig)
  schedules: ScheduleConfig[] = [];

  @ValidateNested()
  @Type(() => DocsConfig)
  docs: DocsConfig = new DocsConfig();

  @ValidateNested()
  @Type(() => ExplorerConfig)
  explorer: ExplorerConfig = new ExplorerConfig();

  @ValidateNested()
  @Type(() => MetricsConfig)
  metrics: MetricsConfig = new MetricsConfig();

  @ValidateNested()
  @Type(() => TracingConfig)
  tracing: TracingConfig = new TracingConfig();
}
