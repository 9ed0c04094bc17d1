import type { OpenAPIObject } from '@nestjs/swagger';
import { DEPRECATION_EXTENSION, type Deprecation } from '../http/rules/deprecation.js';
import type { Operation } from './operations.js';

/** Headers of answers that tell of something deprecated. */
export const DEPRECATION_HEADERS: NonNullable<NonNullable<OpenAPIObject['components']>['headers']> = {
  Deprecation: {
    description:
      'RFC 9745. Of a request that uses something deprecated: since when, in seconds since 1970. `Link` with `rel="deprecation"` says what to use instead.',
    schema: { type: 'string', example: '@1801440000' },
  },
  Sunset: {
    description: 'RFC 8594. When what is deprecated may be gone.',
    schema: { type: 'string', example: 'Sat, 31 Jul 2027 00:00:00 GMT' },
  },
};

/**
 * Marks the operation, or its parameters, as deprecated where they are declared so.
 *
 * @returns names of the headers that its answers have because of that.
 * @throws Error for a parameter that the operation does not have.
 */
export function markDeprecated(operation: Operation & { [DEPRECATION_EXTENSION]?: Deprecation[] }): string[] {
  const deprecations = Object.values(operation[DEPRECATION_EXTENSION] ?? {});
  delete operation[DEPRECATION_EXTENSION];
  for (const { parameter } of deprecations) {
    if (parameter === undefined) operation.deprecated = true;
    else parameterOf(operation, parameter).deprecated = true;
  }
  if (deprecations.length === 0) return [];
  const ends = deprecations.some(({ sunset }) => sunset !== undefined);
  return ['Deprecation', 'Link', ...(ends ? ['Sunset'] : [])];
}

function parameterOf(operation: Operation, name: string): { deprecated?: boolean } {
  const found = operation.parameters?.find((each) => 'name' in each && each.name === name);
  if (found === undefined || '$ref' in found)
    throw new Error(`${operation.operationId ?? ''} has no parameter ${name} that could be deprecated`);
  return found;
}
