import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsHookSecret, IsHookUrl, IsNetwork } from './config-rules.js';

/** What a watch may tell. `danger`: ports that become dangerous, or open so. */
export const TOLD = ['added', 'removed', 'changed', 'danger'] as const;
export type Told = (typeof TOLD)[number];

/** Names a watch or a schedule; it stands in addresses, logs and metrics. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export class HookSecretConfig {
  /** Names the secret in the header `Portolan-Key-Id`. */
  @Matches(/^[A-Za-z0-9_-]{1,32}$/)
  id!: string;

  /** `whsec_` and 24 to 64 bytes in base64, as Standard Webhooks has it. */
  @IsHookSecret()
  value!: string;
}

export class WatchHookConfig {
  @IsHookUrl()
  url!: string;

  /** Each signs; so a receiver may change from one to the next. */
  @IsArray()
  @ArrayMinSize(1, { message: 'at least one secret is needed' })
  @ArrayMaxSize(4)
  @ArrayUnique((secret: HookSecretConfig | null) => secret?.id, { message: 'ids must be unique' })
  @ValidateNested({ each: true })
  @Type(() => HookSecretConfig)
  secrets: HookSecretConfig[] = [];
}

export class WatchConfig {
  @Matches(NAME)
  name!: string;

  /** Alias; default the default project. */
  @IsOptional()
  @IsString()
  project?: string;

  /** One of the types of `GET /v1/assets`. */
  @IsString()
  type = 'port';

  /** What the body of a query of the type has: filters, `hosts`, `host_ids`, `category`, `enterprise_project_id`. */
  @IsOptional()
  @IsObject()
  query?: Record<string, unknown>;

  /** Seconds between two looks. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  intervalS = 60;

  /** Seconds between two readings of everything. */
  @IsInt()
  @Min(1)
  @Max(2_592_000)
  fullEveryS = 21_600;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(TOLD, { each: true })
  tell: Told[] = ['added', 'removed', 'changed'];

  @IsOptional()
  @ValidateNested()
  @Type(() => WatchHookConfig)
  webhook?: WatchHookConfig;
}

export class ScheduleConfig {
  @Matches(NAME)
  name!: string;

  /** Alias; default the default project. */
  @IsOptional()
  @IsString()
  project?: string;

  /** One of the types of `GET /v1/assets`. */
  @IsString()
  type = 'port';

  /** Seconds between two readings. */
  @IsInt()
  @Min(10)
  @Max(2_592_000)
  everyS = 3_600;
}

export class WebhooksConfig {
  /** Host names and addresses that webhooks may be sent to. */
  @IsArray()
  @Matches(/^(?:[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45})$/i, { each: true })
  allowedHosts: string[] = [];

  /** Networks that are not public and may be reached all the same. */
  @IsArray()
  @IsNetwork({ each: true })
  privateNetworks: string[] = [];

  /** One attempt, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(60_000)
  timeoutMs = 10_000;

  /** Before the second attempt, in milliseconds; each further pause is three times as long, up to 4 h. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  firstRetryMs = 5_000;

  /** A delivery that has not come through after so many seconds is given up. */
  @IsInt()
  @Min(1)
  @Max(604_800)
  giveUpS = 86_400;
}
