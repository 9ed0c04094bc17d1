import { Transform } from 'class-transformer';

type Convert = (value: unknown) => unknown;

/** Conversions of the members that each class declares itself, by the prototype of the class. */
const declared = new WeakMap<object, Map<string, Convert>>();

/** Converts the value of a member before its rules are checked. Must not depend on other members. */
export const Converted =
  (convert: Convert): PropertyDecorator =>
  (prototype, member) => {
    let conversions = declared.get(prototype);
    if (conversions === undefined) declared.set(prototype, (conversions = new Map<string, Convert>()));
    conversions.set(String(member), convert);
    Transform(({ value }: { readonly value: unknown }) => convert(value))(prototype, member);
  };

/** Returns the conversion of a member of an input class, inherited or its own; undefined when it has none. */
export function conversionOf(type: { readonly prototype: object }, member: string): Convert | undefined {
  let prototype = type.prototype as object | null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
    const found = declared.get(prototype)?.get(member);
    if (found !== undefined) return found;
  }
  return undefined;
}
