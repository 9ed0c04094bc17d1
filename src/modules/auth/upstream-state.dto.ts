import { ApiProperty } from '@nestjs/swagger';
import { FAULT_KINDS, type FaultKind } from '../../kernel/fault.js';
import { CREDENTIAL_KIND_NAMES } from '../../platform/config/config.js';
import { OneProjectParam } from '../../rest/input/params.js';
import type { CredentialState } from '../../upstream/iam/credential-state.js';
import { CREDENTIAL_PROBLEMS, type CredentialProblem } from '../../upstream/iam/token-store.js';
import type { ConnectedProject } from '../../upstream/connect-project.js';

/** Body of `POST /v1/auth/upstream/refresh`. */
export class RefreshDto {
  @OneProjectParam('Alias of a project. Default: all projects that you may see.')
  project?: string;
}

class TokenStateDto {
  @ApiProperty({ minimum: 0, description: 'Number of the token; it grows with every new one.' })
  generation!: number;

  @ApiProperty({ format: 'date-time', description: "By the vendor's clock." })
  issued_at!: string;

  @ApiProperty({ format: 'date-time', description: "By the vendor's clock." })
  expires_at!: string;

  @ApiProperty({ enum: ['iam', 'redis', 'memory'], description: 'Where this process got the token.' })
  source!: 'iam' | 'redis' | 'memory';
}

class CredentialErrorDto {
  @ApiProperty({ enum: FAULT_KINDS })
  code!: FaultKind;

  @ApiProperty({
    enum: CREDENTIAL_PROBLEMS,
    nullable: true,
    description: 'What has to be corrected, if known.',
  })
  problem!: CredentialProblem | null;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

class CredentialStateDto {
  @ApiProperty({ description: 'Kind and position in the configuration.' })
  id!: string;

  @ApiProperty({ enum: CREDENTIAL_KIND_NAMES })
  kind!: CredentialState['kind'];

  @ApiProperty({
    enum: ['ready', 'empty', 'failing', 'refused'],
    description:
      '`empty`: not needed yet. `failing`: it is retried. `refused`: by the vendor, so it is not tried before `retry_at`, a refresh, or a new configuration.',
  })
  condition!: CredentialState['condition'];

  @ApiProperty({
    type: TokenStateDto,
    nullable: true,
    description: 'Null for access keys, and before the first token.',
  })
  token!: TokenStateDto | null;

  @ApiProperty({ type: CredentialErrorDto, nullable: true })
  last_error!: CredentialErrorDto | null;

  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  retry_at!: string | null;
}

class ProjectStateDto {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  region!: string;

  @ApiProperty({ type: [CredentialStateDto] })
  credentials!: CredentialStateDto[];
}

/** The state of all credentials for the vendor. It never holds a token, a password or a key. */
export class UpstreamStateDto {
  @ApiProperty({ type: [ProjectStateDto] })
  projects!: ProjectStateDto[];
}

/** Makes the public view of the credentials of projects. */
export function upstreamStateDto(projects: readonly ConnectedProject[]): UpstreamStateDto {
  return {
    projects: projects.map(({ alias, region, credentials }) => ({
      project: alias,
      region,
      credentials: credentials.states().map(credentialDto),
    })),
  };
}

function credentialDto({
  id,
  kind,
  condition,
  token,
  lastError,
  retryAt,
}: CredentialState): CredentialStateDto {
  return {
    id,
    kind,
    condition,
    token:
      token === undefined
        ? null
        : {
            generation: token.generation,
            issued_at: instant(token.issuedAt),
            expires_at: instant(token.expiresAt),
            source: token.source,
          },
    last_error:
      lastError === undefined
        ? null
        : { code: lastError.kind, problem: lastError.problem ?? null, at: instant(lastError.at) },
    retry_at: retryAt === undefined ? null : instant(retryAt),
  };
}

/** Returns an RFC 3339 time. A number from the vendor that no `Date` can hold becomes the nearest possible time. */
function instant(ms: number): string {
  const bound = 8.64e15;
  return new Date(Math.min(bound, Math.max(-bound, Number.isNaN(ms) ? 0 : ms))).toISOString();
}
