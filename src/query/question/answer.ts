import { ApiProperty } from '@nestjs/swagger';
import { FAULT_KINDS, type FaultKind } from '../../kernel/fault.js';

export const PLANS = ['per-host', 'by-port', 'export', 'snapshot'] as const;
export type Plan = (typeof PLANS)[number];

/** One host that could not be read. */
export class FailureDto {
  @ApiProperty({ description: 'Project the host was looked for in.' })
  project!: string;

  @ApiProperty({
    description:
      '`*`: the hosts of the project could not be listed, or (`changed_during_read`) not all of them for certain.',
  })
  host_id!: string;

  @ApiProperty({ enum: FAULT_KINDS, description: 'Why, for programs.' })
  code!: FaultKind;

  @ApiProperty({ description: 'Why, for people.' })
  title!: string;

  @ApiProperty({ description: 'Whether asking again later may help.' })
  retryable!: boolean;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Tries spent; 0 when the host was not even asked.',
  })
  attempts!: number;
}

export class HostCountsDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts the query is about.' })
  requested!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Hosts read for this answer, from upstream or a cache.',
  })
  answered!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that could not be read.' })
  failed!: number;
}

/** What one plan would have cost. */
export class PlanPriceDto {
  @ApiProperty({ enum: PLANS })
  plan!: Plan;

  @ApiProperty()
  applicable!: boolean;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Upstream calls foreseen; null when not applicable.',
  })
  calls!: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Null when not applicable, or when the quota would never do.',
  })
  expected_ms!: number | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why the plan cannot answer exactly; null when it can.',
  })
  reason!: string | null;
}

/** Why a plan was chosen. */
export class ExplanationDto {
  @ApiProperty()
  reason!: string;

  @ApiProperty({ type: [PlanPriceDto], description: 'Empty when there was nothing to choose.' })
  plans!: PlanPriceDto[];
}

/** Why an answer is not complete, where that is not a matter of single hosts. */
export const INCOMPLETE_REASONS = ['draining'] as const;
export type IncompleteReason = (typeof INCOMPLETE_REASONS)[number];

/** `reason` of a summary, for the OpenAPI document. */
export const ReasonProperty = (): PropertyDecorator =>
  ApiProperty({
    enum: INCOMPLETE_REASONS,
    required: false,
    description:
      'Why `complete` is false where that is not a matter of single hosts. `draining`: the process that answers is being stopped; ask again, and another one answers.',
  });

/** How an answer came about. */
export class SummaryDto {
  @ApiProperty({ description: 'False when `failures` has entries: rows of those hosts are missing.' })
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: HostCountsDto })
  hosts!: HostCountsDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows in this answer.' })
  items!: number;

  @ApiProperty({ enum: PLANS, description: 'How the rows were fetched.' })
  plan!: Plan;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Upstream calls foreseen when the plan was chosen.',
  })
  estimated_calls!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Upstream calls this answer cost, retries included.',
  })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts whose rows came from a cache.' })
  cache_hits!: number;

  @ApiProperty({ format: 'date-time', description: 'When the oldest row in this answer was read upstream.' })
  as_of!: string;

  @ApiProperty({
    required: false,
    description: 'With `stale_if_error`: whether the vendor failed and older rows than asked for had to do.',
  })
  stale?: boolean;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;

  @ApiProperty({ type: ExplanationDto, required: false, description: 'With `explain=true`.' })
  explanation?: ExplanationDto;
}

export interface Page<Row, Summary = SummaryDto> {
  items: Row[];
  failures: FailureDto[];
  complete: boolean;
  next_cursor: string | null;
  summary: Summary;
}
