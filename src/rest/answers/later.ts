import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { headersOf } from '../../platform/openapi/api-problems.js';

/** Further problems of a call that may become a background query. */
export const LATER_PROBLEMS = ['key-reused', 'store-unavailable', 'store-full'] as const;

/** Documents that a call may be answered later: the headers `Prefer` and `Idempotency-Key` follow from that. */
export const ApiLater = (): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: 202,
      description: 'The query goes on in the background; follow `Location`.',
      headers: headersOf('Location', 'Idempotent-Replayed', 'Preference-Applied'),
      // By name: the schema belongs to the module of these queries, which this room does not know.
      content: { 'application/json': { schema: { $ref: getSchemaPath('BackgroundQueryDto') } } },
    }),
  );
