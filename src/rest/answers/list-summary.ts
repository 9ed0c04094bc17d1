import { ApiProperty } from '@nestjs/swagger';
import type { HostFailure, IncompleteReason } from '../../query/question/answer.js';
import { ReasonProperty } from './answer.dto.js';
import { projectFailureDto } from '../../query/question/failures.js';
import type { ProjectFailure } from '../../query/question/fleet-query.js';
import type { QueryContext } from '../../query/question/query-context.js';

/** The outcome of a list in numbers. */
export class ListSummaryDto {
  @ApiProperty({ description: 'False when `failures` has entries.' })
  complete!: boolean;

  @ReasonProperty()
  reason?: IncompleteReason;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows on all pages.' })
  total!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Rows on this page.' })
  items!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  upstream_calls!: number;

  @ApiProperty({ format: 'date-time', description: 'When the oldest list was read from the vendor.' })
  as_of!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  elapsed_ms!: number;
}

/** What `failures` holds in answers about whole projects. */
export const PROJECT_FAILURES = 'Projects that could not be read.';

/** Members of every page of a list, without its rows and its cursor. */
export interface ListOutcome {
  readonly failures: HostFailure[];
  readonly complete: boolean;
  readonly summary: ListSummaryDto;
}

/**
 * Returns the members that follow from failures and counts.
 *
 * @param counts `items` are rows of this page, `total` of all pages.
 */
export function listOutcome(
  projectFailures: readonly ProjectFailure[],
  counts: { readonly items: number; readonly total: number },
  asOfMs: number,
  context: QueryContext,
): ListOutcome {
  const failures = projectFailures.map(projectFailureDto);
  const complete = failures.length === 0;
  return {
    failures,
    complete,
    summary: {
      complete,
      ...(!complete && context.draining ? { reason: 'draining' } : {}),
      ...counts,
      upstream_calls: context.calls,
      as_of: new Date(asOfMs).toISOString(),
      elapsed_ms: context.elapsedMs,
    },
  };
}
