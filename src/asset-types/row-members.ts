import { ApiProperty } from '@nestjs/swagger';

/** A text; null when the vendor leaves it empty. */
export const Text = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'string', nullable: true, description });

/** An integer; null when the vendor does not say. */
export const Whole = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'integer', nullable: true, description });

/** True or false; null when the vendor does not say. */
export const Flag = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'boolean', nullable: true, description });

/** RFC 3339 in UTC; null when never, or when the vendor does not say. */
export const Instant = (description: string): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'date-time', nullable: true, description });

/** Members of every row of every fingerprint. */
export class HostRowMembers {
  @ApiProperty({ description: 'Alias of the project.' })
  project!: string;

  @ApiProperty({ maxLength: 128 })
  host_id!: string;

  @ApiProperty({ type: 'string', nullable: true, required: false, description: 'With `include=host`.' })
  host_name?: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    required: false,
    description: 'Private address, with `include=host`.',
  })
  host_ip?: string | null;
}

/** Members of fingerprints that are also found in containers. */
export class BoxedRowMembers extends HostRowMembers {
  @Text('Null outside of containers.')
  container_id!: string | null;

  @Text('Name of that container.')
  container_name!: string | null;
}
