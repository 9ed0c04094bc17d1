import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { invalidRequest, type InputError } from '../../platform/problem/problem.js';
import { coercionsOf, type Coercion } from './parameter.js';
import type { Place } from './params.js';

/** What a DTO class tells beyond its decorators. */
export interface InputClass<T extends object> extends Type<T> {
  /**
   * Members that may hold very many values: checked by a plain loop, because validators cost a microsecond and more for
   * each. Gives the faults found; the validators then see the member no more. All other members together are small.
   */
  readonly bulk?: Readonly<
    Record<string, (value: unknown, at: string) => InputError[] | Promise<InputError[]>>
  >;
  /** Faults that no member shows alone, named as parameters. */
  readonly together?: (given: Readonly<Record<string, unknown>>) => InputError[];
}

/** The query string of a call without parameters: every parameter is a fault. */
export class NoParamsDto {}

/** Most faults named in one answer. */
const MAX_ERRORS = 100;
/** Values in all members together, bulk ones aside. The most that any documented body has is a list of a thousand ports. */
const MAX_VALUES = 2_000;

/**
 * Turns a query or a body into its DTO, or refuses it with every fault named. Unknown members are faults, so are
 * parameters given twice that hold one value.
 */
@Injectable()
export class InputPipe<T extends object> implements PipeTransform<unknown, Promise<T>> {
  private readonly coercions: ReadonlyMap<string, Coercion>;

  constructor(
    private readonly type: InputClass<T>,
    private readonly place: Place,
  ) {
    this.coercions = coercionsOf(type);
  }

  async transform(value: unknown): Promise<T> {
    const errors: InputError[] = [];
    const plain = this.place === 'query' ? this.coerced(value, errors) : this.object(value, errors);
    const bulk = this.type.bulk ?? {};
    const rest: Record<string, unknown> = {};
    const held: Record<string, unknown> = {};
    let left = MAX_VALUES;
    for (const [name, each] of Object.entries(plain)) {
      if (Object.hasOwn(bulk, name)) held[name] = each;
      else if ((left = lessValuesOf(each, left)) >= 0) rest[name] = each;
      else {
        // Not shown to the validators: they look at each value, often more than once.
        errors.push(this.errorAt(`/${escaped(name)}`, `there are more than ${MAX_VALUES} values up to here`));
        break;
      }
    }
    for (const [name, each] of Object.entries(held))
      errors.push(...((await bulk[name]?.(each, this.at(name))) ?? []).map((e) => this.placed(e)));
    errors.push(...(this.type.together?.(plain) ?? []).map((error) => this.asPlace(error)));
    const dto = plainToInstance(this.type, rest, { exposeUnsetFields: false });
    const found = validateSync(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      // A class without a single rule takes nothing: its coercions, of which there are none, see to that.
      forbidUnknownValues: false,
      validationError: { target: false, value: false },
    });
    for (const error of found) collect(error, '', errors, (path, detail) => this.errorAt(path, detail));
    if (errors.length > 0) throw invalidRequest(errors.slice(0, MAX_ERRORS));
    return Object.assign(dto, held);
  }

  private object(value: unknown, errors: InputError[]): Record<string, unknown> {
    if (value === undefined || value === null) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
    errors.push({ pointer: '', detail: 'must be a JSON object' });
    throw invalidRequest(errors);
  }

  private coerced(value: unknown, errors: InputError[]): Record<string, unknown> {
    const given = (value ?? {}) as Record<string, string | string[]>;
    const plain: Record<string, unknown> = {};
    for (const [name, text] of Object.entries(given)) {
      const coercion = this.coercions.get(name);
      if (coercion === undefined) {
        errors.push({ parameter: name.slice(0, 128), detail: 'is not a known parameter' });
      } else if (coercion === 'list') {
        plain[name] = (Array.isArray(text) ? text : [text]).flatMap((each) => each.split(','));
      } else if (Array.isArray(text)) {
        errors.push({ parameter: name, detail: 'must be given once' });
      } else {
        plain[name] = scalar(text, coercion);
      }
    }
    return plain;
  }

  private at(name: string): string {
    return this.place === 'query' ? name : `/${name}`;
  }

  private placed(error: InputError): InputError {
    return this.place === 'query' && error.pointer !== undefined
      ? { parameter: error.pointer.split('/')[0] ?? '', detail: error.detail }
      : error;
  }

  private asPlace(error: InputError): InputError {
    return this.place === 'body' && error.parameter !== undefined
      ? { pointer: `/${error.parameter}`, detail: error.detail }
      : error;
  }

  private errorAt(path: string, detail: string): InputError {
    return this.place === 'query'
      ? { parameter: path.split('/')[1] ?? '', detail }
      : { pointer: path, detail };
  }
}

/** What is left of `most` after every value in `value` is counted; negative as soon as there are more. */
function lessValuesOf(value: unknown, most: number): number {
  let left = most - 1;
  if (typeof value !== 'object' || value === null) return left;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (inner.length > left) return -1;
  for (const each of inner) if ((left = lessValuesOf(each, left)) < 0) return left;
  return left;
}

/** A member's name in a JSON pointer (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function scalar(text: string, coercion: Coercion): unknown {
  if (coercion === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (coercion === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function collect(
  error: ValidationError,
  parent: string,
  into: InputError[],
  place: (path: string, detail: string) => InputError,
): void {
  const path = `${parent}/${escaped(error.property)}`;
  for (const [rule, message] of Object.entries(error.constraints ?? {})) {
    const detail =
      rule === 'whitelistValidation'
        ? 'is not a known member'
        : message.replace(/^(each value in )?\S+ (?=must|should)/, '');
    into.push(place(path, detail));
  }
  for (const child of error.children ?? []) collect(child, path, into, place);
}
