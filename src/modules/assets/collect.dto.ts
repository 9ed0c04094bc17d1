import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { ASSET_TYPES, type AssetType } from '../../upstream/hss/assets/descriptor.js';

const HOST_ID = /^(?!.*\.\.)(?!\.$)[A-Za-z0-9._-]{1,128}$/;
const ONE_PROJECT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Body of `POST /v1/assets/{type}/collect`. */
export class CollectDto {
  @ApiProperty({ maxLength: 128, description: 'The server whose agent shall collect.' })
  @Matches(HOST_ID, { message: 'must be a host id' })
  host_id!: string;

  @ApiPropertyOptional({ description: 'Alias of the project. Default: the configured one.' })
  @IsOptional()
  @Matches(ONE_PROJECT, { message: 'must be an alias of a project' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;
}

/** Query string of `GET /v1/assets/{type}/collect`. */
export class CollectParamsDto extends CollectDto {
  static readonly coercions = { host_id: 'text', project: 'text', enterprise_project_id: 'text' } as const;
}

export const COLLECT_STATES = ['never', 'running', 'done', 'failed', 'unknown'] as const;

/** Where a collection by hand is. */
export class CollectionDto {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  host_id!: string;

  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty({ enum: COLLECT_STATES, description: '`never`: nobody asked for it.' })
  status!: (typeof COLLECT_STATES)[number];

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the last one ended.',
  })
  collected_at!: string | null;
}
