import type { Type } from '@nestjs/common';

const PARAMETER_TYPES = 'design:paramtypes';

/**
 * Documents a query string by a class that is made at run time, as if the method's parameter were declared with that class.
 * `@ApiQuery({ type })` would lose the enums of its members.
 *
 * @param at position of the parameter that takes the query string.
 */
export const ApiQueryOf =
  (type: Type, at = 0): MethodDecorator =>
  (target, key) => {
    const types = [...(Reflect.getMetadata(PARAMETER_TYPES, target, key) as unknown[])];
    types[at] = type;
    Reflect.defineMetadata(PARAMETER_TYPES, types, target, key);
  };
