import { ApiProperty } from '@nestjs/swagger';
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
  @ApiProperty({ description: 'Project the host was looked for in.' })
  project!: string;

  @ApiProperty({
    description:
      '`*`: the hosts of the project could not be listed, or (`changed_during_read`) not all of them for certain. `?` and a digest of 22 characters stand for an id from the vendor that cannot be used, because it is too long or has characters that no id has: the host cannot be asked, and the code is `bad_payload`.',
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

export class HostCountsDto implements HostCounts {
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
export class PlanPriceDto implements PlanCost {
  @ApiProperty({ enum: PLAN_NAMES })
  plan!: string;

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
export class ExplanationDto implements Explanation {
  @ApiProperty()
  reason!: string;

  @ApiProperty({ type: [PlanPriceDto], description: 'Empty when there was nothing to choose.' })
  plans!: PlanPriceDto[];
}

/** The reasons that answers of queries and lists can have; the others are about files of the vendor. */
const ANSWER_REASONS: readonly IncompleteReason[] = ['draining'];

/** `reason` of a summary, for the OpenAPI document. */
export const ReasonProperty = (): PropertyDecorator =>
  ApiProperty({
    enum: ANSWER_REASONS,
    required: false,
    description:
      'Why `complete` is false where that is not a matter of single hosts. `draining`: the process that answers is being stopped; ask again, and another one answers.',
  });

/** How an answer came about. */
export class SummaryDto implements Summary {
  @ApiProperty({ description: 'False when `failures` has entries: rows of those hosts are missing.' })
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: HostCountsDto })
  hosts!: HostCountsDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows in this answer.' })
  items!: number;

  @ApiProperty({ enum: PLAN_NAMES, description: 'How the rows were fetched.' })
  plan!: string;

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

class HostProgressDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Hosts that are read or failed.' })
  done!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  total!: number;
}

/** How far a stream is. */
export class ProgressDto implements Progress {
  @ApiProperty({ type: HostProgressDto })
  hosts!: HostProgressDto;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows sent so far.' })
  items!: number;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'Milliseconds that are left, by the pace so far; null while there is none.',
  })
  eta_ms!: number | null;
}
