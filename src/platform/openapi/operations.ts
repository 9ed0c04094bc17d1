import type { OpenAPIObject } from '@nestjs/swagger';

export type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Returns every operation of a document with its method, in the order of the paths. */
export function methodsOf({ paths }: OpenAPIObject): [method: string, Operation][] {
  return Object.values(paths).flatMap((path) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method): [string, Operation][] => {
      const operation = path[method];
      return operation === undefined ? [] : [[method, operation]];
    }),
  );
}

/** Returns every operation of a document, in the order of the paths. */
export function operationsOf(document: OpenAPIObject): Operation[] {
  return methodsOf(document).map(([, operation]) => operation);
}
