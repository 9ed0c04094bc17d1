import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsFields } from '../../rest/input/fields.js';
import { hostsFaults } from '../../rest/input/hosts-input.js';
import { hostIdFaults, IsPlainText, IsPorts, IsSomeOf } from '../../rest/input/input-rules.js';
import { QUERY_OPTION_COERCIONS, QueryOptionsDto, TargetedQueryDto } from '../../rest/input/query.dto.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { IsSort } from '../../rest/input/sort-input.js';
import { EXPOSURES, PortRow, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { PORT_SORTS } from '../../asset-types/port/port-source.js';

const PORT_SCHEMA = {
  oneOf: [
    { type: 'integer', minimum: 1, maximum: 65535 },
    { type: 'string', pattern: '^\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*$' },
    {
      type: 'array',
      items: { oneOf: [{ type: 'integer', minimum: 1, maximum: 65535 }, { type: 'string' }] },
    },
  ],
  description: 'A port, a range such as `8000-8100`, or a list of these.',
};

const some = (values: readonly string[]) => ({
  oneOf: [
    { type: 'string', enum: [...values] },
    { type: 'array', items: { type: 'string', enum: [...values] } },
  ],
});

/** What `fields` may name. */
export const PORT_MEMBERS = memberNames(PortRow);

/** Body of `POST /v1/ports/query`. */
export class PortQueryDto extends TargetedQueryDto {
  static readonly bulk = { host_ids: hostIdFaults };
  static readonly together = hostsFaults;

  @ApiPropertyOptional(PORT_SCHEMA)
  @IsOptional()
  @IsPorts()
  port?: number | string | (number | string)[];

  @ApiPropertyOptional(some(PROTOCOLS))
  @IsOptional()
  @IsSomeOf(PROTOCOLS)
  protocol?: string | string[];

  @ApiPropertyOptional(some(STATUSES))
  @IsOptional()
  @IsSomeOf(STATUSES)
  status?: string | string[];

  @ApiPropertyOptional(some(EXPOSURES))
  @IsOptional()
  @IsSomeOf(EXPOSURES)
  exposure?: string | string[];

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 256,
    description: 'Part of the path of the executable, case ignored.',
  })
  @IsOptional()
  @IsPlainText(256)
  process?: string;

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: `One or more of ${PORT_SORTS.join(', ')}; with \`-\` before it descending. Ties in the fixed order.`,
  })
  @IsOptional()
  @IsSort(PORT_SORTS)
  sort?: string | string[];

  @ApiPropertyOptional({
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
    description: `The only members rows shall have, of ${PORT_MEMBERS.join(', ')}.`,
  })
  @IsOptional()
  @IsFields(PORT_MEMBERS)
  fields?: string | string[];
}

/** Query string of `GET /v1/hosts/{host_id}/ports`: everything but the hosts. */
export class HostPortsParamsDto extends QueryOptionsDto {
  static readonly coercions = {
    ...QUERY_OPTION_COERCIONS,
    port: 'list',
    protocol: 'list',
    status: 'list',
    exposure: 'list',
    process: 'text',
    sort: 'list',
    fields: 'list',
  } as const;

  @ApiPropertyOptional({
    type: 'string',
    pattern: '^\\d{1,5}(-\\d{1,5})?(,\\d{1,5}(-\\d{1,5})?)*$',
    description: 'Port, range such as `8000-8100`, or a comma-separated list; repeatable.',
  })
  @IsOptional()
  @IsPorts()
  port?: string | string[];

  @ApiPropertyOptional({ type: [String], enum: PROTOCOLS, description: 'Repeatable or comma-separated.' })
  @IsOptional()
  @IsSomeOf(PROTOCOLS)
  protocol?: string | string[];

  @ApiPropertyOptional({ type: [String], enum: STATUSES, description: 'Repeatable or comma-separated.' })
  @IsOptional()
  @IsSomeOf(STATUSES)
  status?: string | string[];

  @ApiPropertyOptional({ type: [String], enum: EXPOSURES, description: 'Repeatable or comma-separated.' })
  @IsOptional()
  @IsSomeOf(EXPOSURES)
  exposure?: string | string[];

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 256,
    description: 'Part of the path of the executable, case ignored.',
  })
  @IsOptional()
  @IsPlainText(256)
  process?: string;

  @ApiPropertyOptional({
    type: [String],
    description: `Of ${PORT_SORTS.join(', ')}; with \`-\` before it descending. Comma-separated.`,
  })
  @IsOptional()
  @IsSort(PORT_SORTS)
  sort?: string | string[];

  @ApiPropertyOptional({
    type: [String],
    description: `The only members rows shall have, of ${PORT_MEMBERS.join(', ')}. Comma-separated.`,
  })
  @IsOptional()
  @IsFields(PORT_MEMBERS)
  fields?: string | string[];
}

/** Query string of `GET /v1/ports`. */
export class PortParamsDto extends HostPortsParamsDto {
  static override readonly coercions = {
    ...HostPortsParamsDto.coercions,
    host_ids: 'list',
    hosts: 'text',
  } as const;
  static readonly bulk = { host_ids: hostIdFaults };
  static readonly together = hostsFaults;

  @ApiPropertyOptional({ type: [String], description: 'Hosts by id; repeatable or comma-separated.' })
  @IsOptional()
  host_ids?: string[];

  @ApiPropertyOptional({ enum: ['all'], description: 'Every server.' })
  @IsOptional()
  @IsSomeOf(['all'])
  hosts?: 'all';
}
