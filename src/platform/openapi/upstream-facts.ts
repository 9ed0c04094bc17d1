import { ApiPropertyOptional } from '@nestjs/swagger';

/** Documents the vendor's error code, such as `HSS.0013`. */
export const UpstreamCodeProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: "The vendor's code." });

/** Documents the vendor's request id. */
export const UpstreamRequestIdProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: "The vendor's id of the call." });

/** Documents what an operator can do, such as which right to grant. */
export const HintProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: 'What the operator can do.' });
