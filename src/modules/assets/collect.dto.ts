import { ApiProperty } from '@nestjs/swagger';
import { EnterpriseProjectParam, HostIdParam, OneProjectParam } from '../../rest/input/params.js';
import { ASSET_TYPES, type AssetType } from '../../upstream/hss/assets/descriptor.js';

/** Body of `POST /v1/assets/{type}/collect`, and the query string of `GET` there. */
export class CollectDto {
  @HostIdParam({ required: true, description: 'The server whose agent collects.' })
  host_id!: string;

  @OneProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
}

export const COLLECT_STATES = ['never', 'running', 'done', 'failed', 'unknown'] as const;

/** Status of a collection on request. */
export class CollectionDto {
  @ApiProperty()
  project!: string;

  @ApiProperty()
  host_id!: string;

  @ApiProperty({ enum: ASSET_TYPES })
  type!: AssetType;

  @ApiProperty({ enum: COLLECT_STATES, description: '`never`: no collection was requested.' })
  status!: (typeof COLLECT_STATES)[number];

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the last collection ended.',
  })
  collected_at!: string | null;
}
