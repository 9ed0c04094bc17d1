import { ApiProperty } from '@nestjs/swagger';
import {
  HintProperty,
  UpstreamCodeProperty,
  UpstreamRequestIdProperty,
} from '../../platform/openapi/upstream-facts.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import { FAULT_KINDS, type FaultKind } from '../../kernel/fault.js';
import type {
  Explanation,
  HostCounts,
  HostFailure,
  IncompleteReason,
  PlanCost,
  Progress,
  Summary,
} from '../../query/question/answer.js';

/** One host that could not be read. */
export class FailureDto implements HostFailure {
  @ApiProperty({ description: "Alias of the host's project." })
  project!: string;

  @ApiProperty({
    description:
      '`*`: hosts of the project could not be listed for certain. `?` and a digest of 22 characters: an id of the vendor that cannot be used, since it is too long or has invalid characters.',
  })
  host_id!: string;

  @ApiProperty({ enum: FAULT_KINDS, description: 'Reason, for programs.' })
  code!: FaultKind;

  @ApiProperty({ description: 'Reason, for people.' })
  title!: string;

  @ApiProperty({ description: 'Whether the same request may succeed later.' })
  retryable!: boolean;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Number of attempts; 0 when no call was made for the host.',
  })
  attempts!: number;

  @UpstreamCodeProperty()
  upstream_code?: string;

  @UpstreamRequestIdProperty()
  upstream_request_id?: string;

  @HintProperty()
  hint?: string;
}

export class HostCountsDto implements HostCounts {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts the query is about.' })
  requested!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: '`answered` and `failed` together. On one page of several: the hosts of this page.',
  })
  read!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Hosts read for this answer, from the vendor or a cache.',
  })
  answered!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that could not be read.' })
  failed!: number;
}

/** The price of one plan. */
export class PlanPriceDto implements PlanCost {
  @ApiProperty({ enum: PLAN_NAMES })
  plan!: string;

  @ApiProperty()
  applicable!: boolean;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Estimated calls to the vendor; null when the plan is not applicable.',
  })
  calls!: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Estimated time in milliseconds; null when the plan is not applicable, or the quota never suffices.',
  })
  expected_ms!: number | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why the plan cannot give exact rows; null when it can.',
  })
  reason!: string | null;
}

/** Why a plan was chosen. */
export class ExplanationDto implements Explanation {
  @ApiProperty()
  reason!: string;

  @ApiProperty({
    type: [PlanPriceDto],
    description: 'The plans that were compared; empty when only one was possible.',
  })
  plans!: PlanPriceDto[];
}

/** Reasons in answers of queries and lists. The other reasons are about files of the vendor. */
const ANSWER_REASONS: readonly IncompleteReason[] = ['draining'];

/** Documents `reason` of a summary. */
export const ReasonProperty = (): PropertyDecorator =>
  ApiProperty({
    enum: ANSWER_REASONS,
    required: false,
    description: 'Why `complete` is false. `draining`: the process is being stopped; ask again.',
  });

/** The outcome of a query in numbers. */
export class SummaryDto implements Summary {
  @ApiProperty({
    description:
      'False when `failures` has entries: rows of those hosts are missing. Speaks of the hosts read.',
  })
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: HostCountsDto })
  hosts!: HostCountsDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows in this answer.' })
  items!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    required: false,
    description: 'Rows on all pages; absent where only further calls could tell.',
  })
  total?: number;

  @ApiProperty({ enum: PLAN_NAMES, description: 'How the rows were fetched.' })
  plan!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Calls to the vendor that the planner estimated.',
  })
  estimated_calls!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    description: 'Calls to the vendor that were made, retries included.',
  })
  upstream_calls!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts whose rows came from a cache.' })
  cache_hits!: number;

  @ApiProperty({
    format: 'date-time',
    description: 'When the oldest row of this answer was read from the vendor.',
  })
  as_of!: string;

  @ApiProperty({
    required: false,
    description: 'With `stale_if_error`: whether rows are older than `max_age` because the vendor failed.',
  })
  stale?: boolean;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;

  @ApiProperty({ type: ExplanationDto, required: false, description: 'With `explain=true`.' })
  explanation?: ExplanationDto;
}

class HostProgressDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that were read or failed.' })
  done!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  total!: number;
}

/** How far a reading is. */
export class ProgressDto implements Progress {
  @ApiProperty({ type: HostProgressDto })
  hosts!: HostProgressDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows sent so far.' })
  items!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Estimated milliseconds until the end, from the pace so far; null before the first host.',
  })
  eta_ms!: number | null;
}

/** Progress of a stream of rows. */
export class StreamProgressDto extends ProgressDto {
  @ApiProperty({
    enum: PLAN_NAMES,
    required: false,
    description: 'How the rows will be fetched; in the first progress only.',
  })
  plan?: string;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    required: false,
    description: 'Calls to the vendor that the plan is estimated to take; in the first progress only.',
  })
  estimated_calls?: number;
}
