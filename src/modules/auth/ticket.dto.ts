import { ApiProperty } from '@nestjs/swagger';

/** Lets a browser open one kind of call without a header. */
export class TicketDto {
  @ApiProperty({ description: 'Goes into `?ticket=` of any GET that answers rows as `text/event-stream`.' })
  ticket!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'From then on it opens no stream; one that is open goes on.',
  })
  expires_at!: string;
}
