import type { Type } from '@nestjs/common';

const PARAMETER_TYPES = 'design:paramtypes';

/**
 * Documents the query string of a call by a class that is made at run time, as if the parameter were declared with it.
 * `@ApiQuery({ type })` would lose the values that its members may have.
 *
 * @param at which parameter of the method takes the query string.
 */
export const ApiQueryOf =
  (type: Type, at = 0): MethodDecorator =>
  (target, key) => {
    const types = [...(Reflect.getMetadata(PARAMETER_TYPES, target, key) as unknown[])];
    types[at] = type;
    Reflect.defineMetadata(PARAMETER_TYPES, types, target, key);
  };
