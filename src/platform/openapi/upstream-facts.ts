import { ApiPropertyOptional } from '@nestjs/swagger';

/** Documents the vendor's error code. */
export const UpstreamCodeProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: "The vendor's error code, such as `HSS.0013`." });

/** Documents the vendor's request id. */
export const UpstreamRequestIdProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: "The vendor's id of the failed call, for its support." });

/** Documents what an operator can do. */
export const HintProperty = (): PropertyDecorator =>
  ApiPropertyOptional({ description: 'What the operator can do, such as which right to grant.' });
