import { ApiProperty } from '@nestjs/swagger';
import { FAULT_KINDS, type FaultKind } from '../../kernel/fault.js';
import { OneProjectParam } from '../../rest/input/params.js';
import type { CredentialState } from '../../upstream/iam/credential-state.js';
import { CREDENTIAL_PROBLEMS, type CredentialProblem } from '../../upstream/iam/token-store.js';
import type { ConnectedProject } from '../../upstream/connect-project.js';

/** Which credentials to refresh. */
export class RefreshDto {
  @OneProjectParam('Alias of a project; default all that you may see.')
  project?: string;
}

class TokenStateDto {
  @ApiProperty({ minimum: 0, description: 'Grows with every token that is fetched.' })
  generation!: number;

  @ApiProperty({ format: 'date-time', description: "By the vendor's clock." })
  issued_at!: string;

  @ApiProperty({ format: 'date-time', description: "By the vendor's clock." })
  expires_at!: string;

  @ApiProperty({ enum: ['iam', 'redis', 'memory'], description: 'Where this process has it from.' })
  source!: 'iam' | 'redis' | 'memory';
}

class CredentialErrorDto {
  @ApiProperty({ enum: FAULT_KINDS })
  code!: FaultKind;

  @ApiProperty({
    enum: CREDENTIAL_PROBLEMS,
    nullable: true,
    description: 'What has to be put right, if known.',
  })
  problem!: CredentialProblem | null;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

class CredentialStateDto {
  @ApiProperty({ description: 'Kind and place in the configuration.' })
  id!: string;

  @ApiProperty({ enum: ['password', 'ak-sk'] })
  kind!: CredentialState['kind'];

  @ApiProperty({
    enum: ['ready', 'empty', 'failing', 'refused'],
    description:
      '`empty`: not needed yet. `failing`: retried by itself. `refused`: the vendor refuses it; nothing is tried before `retry_at`, a refresh or another configuration.',
  })
  condition!: CredentialState['condition'];

  @ApiProperty({
    type: TokenStateDto,
    nullable: true,
    description: 'Null for access keys, and before it is fetched.',
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

/** The state of everything that signs in upstream; never a token, a password or a key. */
export class UpstreamStateDto {
  @ApiProperty({ type: [ProjectStateDto] })
  projects!: ProjectStateDto[];
}

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

/** RFC 3339; an instant that no calendar has (a vendor's nonsense) becomes the nearest one. */
function instant(ms: number): string {
  const bound = 8.64e15;
  return new Date(Math.min(bound, Math.max(-bound, Number.isNaN(ms) ? 0 : ms))).toISOString();
}
