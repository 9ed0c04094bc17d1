import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type Operation } from './operations.js';

type ParameterOrRef = NonNullable<Operation['parameters']>[number];

/**
 * Moves parameters that several operations share word for word into the components, and refers to them there: written out
 * each time, they are half of the document. A parameter of the same name that differs gets a component of its own.
 */
export function shareParameters(document: OpenAPIObject): void {
  const operations = operationsOf(document);
  // A parameter is optional unless it says otherwise.
  for (const { parameters = [] } of operations)
    for (const parameter of parameters)
      if ('required' in parameter && parameter.required === false) delete parameter.required;
  const uses = new Map<string, number>();
  for (const { parameters = [] } of operations)
    for (const parameter of parameters) {
      const text = JSON.stringify(parameter);
      uses.set(text, (uses.get(text) ?? 0) + 1);
    }
  const components = new Map<string, string>();
  const shared: Record<string, ParameterOrRef> = {};
  const componentOf = (parameter: ParameterOrRef & { readonly name: string }): string => {
    const text = JSON.stringify(parameter);
    let name = components.get(text);
    if (name === undefined) {
      name = freeName(pascalCase(parameter.name), { ...document.components?.parameters, ...shared });
      components.set(text, name);
      shared[name] = parameter;
    }
    return name;
  };
  for (const operation of operations)
    operation.parameters = operation.parameters?.map((parameter) =>
      '$ref' in parameter || (uses.get(JSON.stringify(parameter)) ?? 0) < 2
        ? parameter
        : { $ref: `#/components/parameters/${componentOf(parameter)}` },
    );
  const all = { ...document.components?.parameters, ...shared };
  (document.components ??= {}).parameters = Object.fromEntries(
    Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function freeName(name: string, taken: object): string {
  if (!(name in taken)) return name;
  for (let nth = 2; ; nth++) if (!(`${name}${nth}` in taken)) return `${name}${nth}`;
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|[_-])([a-zA-Z])/g, (_, letter: string) => letter.toUpperCase());
}
