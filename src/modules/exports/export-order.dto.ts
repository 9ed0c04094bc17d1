import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import type { InputError } from '../../platform/problem/problem.js';
import { OFFERED } from '../../rest/answers/formats.js';
import { HOSTS_IN_BODY, type HostSelectionDto } from '../../rest/input/hosts-input.js';
import {
  AgeParam,
  CategoryParam,
  EnterpriseProjectParam,
  HostIdsParam,
  OneProjectParam,
  PartialParam,
} from '../../rest/input/params.js';
import { EXPORT_TYPES, type ExportType } from '../../upstream/hss/export-columns.js';
import { columnFaults, vendorColumns } from './column-input.js';
import type { FleetFormat } from './export-record.js';
import { filterFaults } from './filter-input.js';

/** Whether an order names or selects hosts, so that a query of our own makes the file. */
export function asksFleet(given: Readonly<Record<string, unknown>>): boolean {
  return given['host_ids'] !== undefined || given['hosts'] !== undefined;
}

/** Members that only files of our own have. */
const FLEET_ONLY = ['format', 'partial', 'max_age'];

/** Body of `POST /v1/exports`. */
export class ExportOrderDto {
  /** Columns and filter depend on the type, so `together` checks them; the rules of queries check the hosts. */
  static readonly elsewhere = HOSTS_IN_BODY;
  static readonly bulk = { columns: () => [], filter: () => [], host_ids: () => [], hosts: () => [] };
  static readonly together = (given: Readonly<Record<string, unknown>>): InputError[] => {
    if (asksFleet(given)) return [];
    const onlyFleet = FLEET_ONLY.filter((name) => given[name] !== undefined).map((parameter) => ({
      parameter,
      detail: 'goes together with host_ids or hosts only',
    }));
    const type = EXPORT_TYPES.find((each) => each === given['asset_type']);
    if (type === undefined) return onlyFleet;
    return [
      ...onlyFleet,
      ...('columns' in given ? columnFaults(type, vendorColumns(type), given['columns']) : []),
      ...('filter' in given ? filterFaults(type, given['filter']) : []),
    ];
  };

  @ApiProperty({ enum: EXPORT_TYPES })
  @IsIn(EXPORT_TYPES)
  asset_type!: ExportType;

  @CategoryParam('Only rows of hosts, or only rows of containers. Default: `host`.')
  category?: 'host' | 'container';

  @ApiPropertyOptional({
    type: 'array',
    minItems: 1,
    items: {
      oneOf: [
        { type: 'string' },
        {
          type: 'object',
          properties: { field: { type: 'string' }, title: { type: 'string', minLength: 1, maxLength: 64 } },
          required: ['field'],
          additionalProperties: false,
        },
      ],
    },
    description:
      'Columns in their order, by name or with a heading of your own. Default: all. With `host_ids` or `hosts` they are members of the rows.',
  })
  @IsOptional()
  columns?: unknown[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: {
      oneOf: [
        { type: 'string' },
        { type: 'integer' },
        { type: 'boolean' },
        { type: 'array', items: { oneOf: [{ type: 'string' }, { type: 'integer' }] } },
      ],
    },
    description:
      'Filters by name, as `GET /v1/exports/columns` lists them; at most 128 characters as JSON. With `host_ids` or `hosts` those of the query of the type, of any length.',
  })
  @IsOptional()
  filter?: Record<string, unknown>;

  @HostIdsParam('Hosts by id. Without hosts, the file of the vendor has all of them.')
  host_ids?: string[];

  @ApiPropertyOptional({
    allOf: [{ $ref: '#/components/schemas/HostSelectionDto' }],
    description: 'Hosts by their properties. The text `all` may stand for `{"all": true}`.',
  })
  @IsOptional()
  hosts?: HostSelectionDto | 'all';

  @ApiPropertyOptional({
    enum: OFFERED.ownFiles,
    default: 'csv',
    description: 'Format of the file. Only with `host_ids` or `hosts`.',
  })
  @IsOptional()
  @IsIn(OFFERED.ownFiles)
  format?: FleetFormat;

  @PartialParam(
    '`forbid`: the export fails instead of making a file that lacks hosts. Only with `host_ids` or `hosts`.',
  )
  partial?: 'allow' | 'forbid';

  @AgeParam(
    'Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. Only with `host_ids` or `hosts`.',
  )
  max_age?: number;

  @EnterpriseProjectParam() enterprise_project_id?: string;
  @OneProjectParam() project?: string;
}
