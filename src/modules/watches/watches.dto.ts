import { ApiProperty } from '@nestjs/swagger';
import { ASSET_TYPES } from '../../upstream/hss/assets/descriptor.js';
import { CHANGE_KINDS } from '../../upstream/hss/assets/changes.js';
import { TOLD } from '../../platform/config/watches-config.js';
import { WATCH_CHANGES, type SeenBy, type WatchChangeKind } from '../../query/watches/watch.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import { instantMs, IsInstant, IsSomeOf } from '../../rest/input/input-rules.js';
import { BomParam, CursorParam, FormatParam, LimitParam, TimeoutMsParam } from '../../rest/input/params.js';
import { parameter } from '../../rest/input/parameter.js';

const Count = (description?: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 0, ...(description === undefined ? {} : { description }) });
/** Number of a change: begins with the time, so that it goes on after everything was lost. */
const Seq = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
const Time = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true, description });

/** A delivery that was given up. */
class DeadLetterDto {
  @ApiProperty({ description: 'Its `webhook-id`.' })
  id!: string;

  @ApiProperty({ format: 'date-time' })
  created_at!: string;

  @Count()
  attempts!: number;

  @Seq('`seq` of its first change.')
  first_seq!: number;

  @Count()
  changes!: number;

  @ApiProperty({ description: 'Why the last attempt failed.' })
  reason!: string;
}

/** What became of the changes that are sent. */
class WatchWebhookDto {
  @ApiProperty()
  host!: string;

  @Count('Deliveries that wait.')
  pending!: number;

  @Count()
  delivered!: number;

  @Count('Deliveries that were given up.')
  dead!: number;

  @ApiProperty({ type: [DeadLetterDto], description: 'The last 50 of these.' })
  dead_letters!: DeadLetterDto[];
}

class WatchFailureDto {
  @ApiProperty({ description: 'For programs.' })
  code!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;
}

export const WATCH_STATES = ['starting', 'watching', 'failing'] as const;
export const BASELINE_REASONS = ['first', 'query_changed', 'state_lost'] as const;

/** A watch and its state. */
export class WatchDto {
  @ApiProperty()
  name!: string;

  @ApiProperty()
  project!: string;

  @ApiProperty({ enum: ASSET_TYPES })
  asset_type!: string;

  @ApiProperty({ isArray: true, enum: TOLD, type: 'string' })
  tell!: string[];

  @Count()
  interval_s!: number;

  @Count()
  full_every_s!: number;

  @ApiProperty({ enum: WATCH_STATES, description: '`failing`: the last look failed.' })
  status!: (typeof WATCH_STATES)[number];

  @Time('What was there then is never told.')
  baseline_at!: string | null;

  @ApiProperty({ enum: [...BASELINE_REASONS, null], type: 'string', nullable: true })
  baseline_reason!: (typeof BASELINE_REASONS)[number] | null;

  @Time('The last look.')
  looked_at!: string | null;

  @Time('The last reading of everything.')
  whole_at!: string | null;

  @Count('Rows that are compared.')
  rows!: number;

  @Count('Keys that only readings of everything see.')
  unlisted_keys!: number;

  @Count('Changes that are kept.')
  changes!: number;

  @ApiProperty({ type: WatchFailureDto, nullable: true })
  failure!: WatchFailureDto | null;

  @ApiProperty({ type: WatchWebhookDto, nullable: true })
  webhook!: WatchWebhookDto | null;
}

export class WatchListDto {
  @ApiProperty({ type: [WatchDto] })
  items!: WatchDto[];
}

/** One change of a watch. */
export class WatchChangeRow {
  @Seq('Grows with each change.')
  seq!: number;

  @ApiProperty({ enum: WATCH_CHANGES })
  change!: WatchChangeKind;

  @ApiProperty({ format: 'date-time' })
  seen_at!: string;

  @ApiProperty({
    enum: ['counts', 'whole'],
    description: 'A look at other counts, or a reading of everything.',
  })
  seen_by!: SeenBy;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Row of the type, with its host. Of `removed`, as it was.',
  })
  row!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Of `changed`: members that differ, as they were.',
  })
  before!: object | null;
}

export class WatchChangesParamsDto {
  @parameter(
    'text',
    { type: 'string', format: 'date-time', description: 'Changes seen then or later. Default: all.' },
    IsInstant(),
  )
  since?: string;

  @parameter(
    'list',
    { type: [String], enum: CHANGE_KINDS, description: 'Kinds of changes; repeatable or comma-separated.' },
    IsSomeOf(CHANGE_KINDS),
  )
  change?: string[];

  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;
  @TimeoutMsParam() timeout_ms?: number;
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
}

/** Start of the changes that are wanted, Unix milliseconds. */
export function sinceOf({ since }: WatchChangesParamsDto): number {
  return instantMs(since) ?? 0;
}
