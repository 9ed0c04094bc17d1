import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** Where Nest's decorators keep the members of a class (read from its source; not part of its public API). */
const MEMBERS = 'swagger/apiModelPropertiesArray';
const MEMBER = 'swagger/apiModelProperties';

/** One member of a row as its class declares it. */
interface RowMember {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly nullable: boolean;
  readonly values?: readonly (string | number)[];
  readonly description: string;
}

/** Members that rows have with `include=host` only. */
export const JOINED_MEMBERS: readonly string[] = ['host_name', 'host_ip'];

/** Returns the members of a row's class, in the order of their declaration, base classes first. */
export function membersOf(row: Type): RowMember[] {
  const prototype = row.prototype as object;
  const names = (Reflect.getMetadata(MEMBERS, prototype) ?? []) as string[];
  return names.map((marked) => {
    const name = marked.slice(1);
    const { type, format, nullable, description, ...declared } = (Reflect.getMetadata(
      MEMBER,
      prototype,
      name,
    ) ?? {}) as {
      type?: unknown;
      format?: string;
      nullable?: boolean;
      description?: string;
      enum?: readonly (string | number | null)[];
    };
    const values = declared.enum?.filter((each): each is string | number => each !== null);
    return {
      name,
      type: typeOf(type),
      ...(format === undefined ? {} : { format }),
      nullable: nullable === true,
      ...(values === undefined ? {} : { values }),
      description: description ?? '',
    };
  });
}

/** Returns the names of these members. */
export function memberNames(row: Type): string[] {
  return membersOf(row).map(({ name }) => name);
}

/** Declares members of one class of rows for another class, after those it has. Nest's own helpers also copy validation rules, which rows do not have. */
export function declareMembers(
  target: Type,
  source: Type,
  names: readonly string[],
  changes: ApiPropertyOptions = {},
): void {
  const to = target.prototype as object;
  const from = source.prototype as object;
  for (const name of names) {
    const declared = Reflect.getMetadata(MEMBER, from, name) as ApiPropertyOptions;
    ApiProperty({ ...declared, ...changes } as ApiPropertyOptions)(to, name);
  }
}

/** Returns a class of rows that has the members of `base`, then those of `other` that `base` does not have. */
export function rowOfBoth<A extends object, B extends object>(
  base: Type<A>,
  other: Type<B>,
): Type<A & Omit<B, keyof A>> {
  class Both extends (base as Type) {}
  const names = memberNames(base);
  declareMembers(
    Both,
    other,
    memberNames(other).filter((name) => !names.includes(name)),
  );
  return Both as Type<A & Omit<B, keyof A>>;
}

/** Returns the columns of a table of such rows. */
export function columnsOf(names: readonly string[], withHost: boolean): string[] {
  return names.filter((name) => withHost || !JOINED_MEMBERS.includes(name));
}

function typeOf(type: unknown): string {
  return typeof type === 'function' ? type.name.toLowerCase() : typeof type === 'string' ? type : 'string';
}
