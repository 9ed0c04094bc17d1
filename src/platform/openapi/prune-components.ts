import type { OpenAPIObject } from '@nestjs/swagger';

/** Returns the document without the components that nothing refers to, security schemes excepted. */
export function pruned(document: OpenAPIObject): OpenAPIObject {
  const { components = {}, ...rest } = document;
  const { securitySchemes, ...others } = components;
  const kinds = others as Record<string, Record<string, unknown>>;
  const used = new Set<string>();
  const follow = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, child] of Object.entries(value)) {
      if (name !== '$ref' || typeof child !== 'string') {
        follow(child);
        continue;
      }
      if (used.has(child)) continue;
      used.add(child);
      const [kind = '', component = ''] = child.split('/').slice(2);
      follow(kinds[kind]?.[component]);
    }
  };
  follow(rest);
  const kept: Record<string, Record<string, unknown>> = {};
  for (const [kind, all] of Object.entries(kinds))
    kept[kind] = Object.fromEntries(
      Object.entries(all).filter(([name]) => used.has(`#/components/${kind}/${name}`)),
    );
  return { ...rest, components: { ...(securitySchemes && { securitySchemes }), ...kept } };
}
