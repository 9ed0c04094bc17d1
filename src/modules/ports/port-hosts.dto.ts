import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsFields } from '../../rest/input/fields.js';
import { IsPlainText, IsSomeOf } from '../../rest/input/input-rules.js';
import { QUERY_OPTION_COERCIONS, QueryOptionsDto } from '../../rest/input/query.dto.js';
import { IsSort } from '../../rest/input/sort-input.js';
import { EXPOSURES, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { PORT_SORTS } from '../../asset-types/port/port-source.js';
import { PORT_MEMBERS } from './ports.dto.js';

/** Query string of `GET /v1/ports/{port}/hosts`: every filter but port and hosts. */
export class PortHostsParamsDto extends QueryOptionsDto {
  static readonly coercions = {
    ...QUERY_OPTION_COERCIONS,
    protocol: 'list',
    status: 'list',
    exposure: 'list',
    process: 'text',
    sort: 'list',
    fields: 'list',
  } as const;

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
