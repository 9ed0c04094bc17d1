import 'reflect-metadata';
import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { IsKeySetUrl } from './config-rules.js';

/** Scopes a caller may hold; each route names the one it needs. */
export const SCOPES = [
  'ports:read',
  'assets:read',
  'exports:read',
  'exports:write',
  'queries:write',
  'watches:read',
  'admin',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Signatures that can be checked with a public key; anything with a shared secret, and `none`, is not on offer. */
const JWT_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** Names a caller or an issuer; it goes into logs, limits and cursors. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const PROJECT = /^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;
const MOST_POINTS = 1_000_000_000;

export class ApiKeyConfig {
  /** Names the caller in logs and limits; never the key. */
  @Matches(NAME)
  name!: string;

  /** SHA-256 of the key in hexadecimal, as `npm run key` prints it. */
  @Matches(/^[0-9a-f]{64}$/)
  sha256!: string;

  @IsIn(SCOPES, { each: true })
  @IsArray()
  scopes: Scope[] = ['ports:read', 'assets:read'];

  /** Project aliases this caller may ask; `*` for all. */
  @IsArray()
  @Matches(PROJECT, { each: true })
  projects: string[] = ['*'];

  /** Instead of `limits.points_per_minute`. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_POINTS)
  pointsPerMinute?: number;
}

/** Somebody whose bearer tokens (JWT) are taken. */
export class JwtIssuerConfig {
  /** Stands in the ids of its callers, `jwt:<name>:<subject>`. */
  @Matches(NAME)
  name!: string;

  /** The `iss` claim, compared as it stands. */
  @IsString()
  @MinLength(1)
  @MaxLength(512)
  issuer!: string;

  /** The `aud` claim must hold one of these. */
  @IsArray()
  @ArrayMinSize(1, { message: 'at least one audience is needed' })
  @IsString({ each: true })
  @MinLength(1, { each: true })
  audience: string[] = [];

  /** Where the issuer publishes its keys; https, or plain http on loopback. */
  @IsKeySetUrl()
  jwksUrl!: string;

  @IsArray()
  @ArrayMinSize(1, { message: 'at least one algorithm is needed' })
  @IsIn(JWT_ALGORITHMS, { each: true })
  algorithms: string[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

  /** What the header `typ` may say, case ignored; a token without it counts as `JWT`. */
  @IsArray()
  @ArrayMinSize(1, { message: 'at least one type is needed' })
  @Matches(/^[A-Za-z0-9][A-Za-z0-9.+-]{0,63}$/, { each: true })
  types: string[] = ['JWT', 'at+jwt'];

  /** Longest time from the issue of a token, or from now where it names none, to its end, in seconds. */
  @IsInt()
  @Min(60)
  @Max(31_536_000)
  maxLifeS = 86_400;

  /** How far the issuer's clock may be off, in seconds. */
  @IsInt()
  @Min(0)
  @Max(300)
  clockToleranceS = 30;

  /** The claim that lists the project aliases its caller may ask. */
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  projectsClaim = 'projects';

  /** Aliases for callers whose token has no such claim; `*` for all. */
  @IsArray()
  @Matches(PROJECT, { each: true })
  defaultProjects: string[] = [];

  /**
   * Id of the explorer at the issuer, a public client. With it people sign in there, by OpenID Connect with a code and PKCE;
   * the issuer must allow the address of the explorer as redirect URI.
   */
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(256)
  explorerClientId?: string;

  /** Scopes that the explorer asks of the issuer. */
  @Matches(/^[\x21\x23-\x5b\x5d-\x7e ]{1,512}$/)
  explorerScope = 'openid';

  /** Instead of `limits.points_per_minute`, for each of its callers. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(MOST_POINTS)
  pointsPerMinute?: number;

  /** Seconds after which the keys are fetched anew, beside the requests that use the old ones. */
  @IsInt()
  @Min(10)
  @Max(86_400)
  jwksMaxAgeS = 600;

  /** Seconds between two fetches, whatever happens; so a token with an unknown key id costs at most one in this time. */
  @IsInt()
  @Min(1)
  @Max(3_600)
  jwksCooldownS = 30;

  /** Seconds that keys are good for while the issuer cannot be reached; after that its callers are refused (503). */
  @IsInt()
  @Min(10)
  @Max(604_800)
  jwksStaleS = 86_400;
}

export class AuthConfig {
  @IsArray()
  @ValidateNested({ each: true })
  @ArrayUnique((key: ApiKeyConfig | null) => key?.name, { message: 'names must be unique' })
  @Type(() => ApiKeyConfig)
  apiKeys: ApiKeyConfig[] = [];

  /** YAML file with a list of further keys, read again whenever it changes. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  keysFile?: string;

  @IsArray()
  @ValidateNested({ each: true })
  @ArrayUnique((issuer: JwtIssuerConfig | null) => issuer?.name, { message: 'names must be unique' })
  @Type(() => JwtIssuerConfig)
  jwt: JwtIssuerConfig[] = [];

  /** A key in clear text with every scope, for demonstrations on one machine only. */
  @IsOptional()
  @IsString()
  @MinLength(8)
  @MaxLength(256)
  demoKey?: string;
}
