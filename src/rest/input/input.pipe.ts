import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { invalidRequest, type InputError } from '../../platform/problem/problem.js';
import { SHORT_LIST } from './input-rules.js';
import { coercionsOf, type Coercion } from './parameter.js';
import { QuickInput } from './quick-input.js';
import type { Place } from './params.js';
import type { OurNames } from './vendor-words.js';

/** An input class, and what it declares besides the decorators of its members. */
export interface InputClass<T extends object> extends Type<T> {
  /**
   * Checks of members that may hold very many values. Each is one plain loop that returns the faults found, because
   * validators cost a microsecond or more for each value. Validators do not see these members.
   */
  readonly bulk?: Readonly<
    Record<string, (value: unknown, at: string) => InputError[] | Promise<InputError[]>>
  >;
  /** Finds faults that concern several members together. Names them as parameters. */
  readonly together?: (given: Readonly<Record<string, unknown>>) => InputError[];
  /** Names that callers may use by mistake, such as the vendor's, each with the parameter to use in its place. */
  readonly instead?: OurNames;
  /** The same for members of rows that no filter compares. */
  readonly onlyInRows?: OurNames;
  /** Whether a request without a body is refused: it is more likely a mistake than a query of all hosts. */
  readonly needsBody?: boolean;
  /** Names that belong into another member, each with how to write them there. */
  readonly elsewhere?: Readonly<Record<string, string>>;
  /** Names that callers may use by mistake inside of a member, by that member, each with what to write in its place. */
  readonly inside?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A query string or a body that must be empty: every parameter and every member is a fault. */
export class NoParamsDto {}

const UNKNOWN_MEMBER = 'is not a known member';

/** Maximum number of faults that one answer names. */
const MAX_ERRORS = 100;
/** Maximum number of values in all members but the bulk ones. The longest documented list has 1 000 ports. */
const MAX_VALUES = 2_000;

/**
 * Turns a query string or a body into its input class, or refuses it and names every fault. Unknown members are faults,
 * and so are repeated parameters that take one value.
 */
@Injectable()
export class InputPipe<T extends object> implements PipeTransform<unknown, T | Promise<T>> {
  private readonly quick: QuickInput<T>;
  private readonly coercions: ReadonlyMap<string, Coercion>;

  constructor(
    private readonly type: InputClass<T>,
    private readonly place: Place,
  ) {
    this.coercions = coercionsOf(type);
    this.quick = new QuickInput(type);
  }

  transform(value: unknown): T | Promise<T> {
    const errors: InputError[] = [];
    const plain = this.place === 'query' ? this.coerced(value, errors) : this.object(value, errors);
    return (errors.length === 0 ? this.accepted(plain) : undefined) ?? this.judged(plain, errors);
  }

  /** Returns a usual input that is right; undefined for any other. */
  private accepted(plain: Readonly<Record<string, unknown>>): T | undefined {
    const { bulk = {}, together } = this.type;
    if (together !== undefined && together(plain).length > 0) return undefined;
    const names = Object.keys(bulk).filter((name) => Object.hasOwn(plain, name));
    if (names.length === 0) return this.quick.accept(plain);
    const rest = { ...plain };
    const unchecked: Record<string, unknown> = {};
    for (const name of names) {
      const value = plain[name];
      // Long lists take a while, so they are checked once, by what judges.
      if (!Array.isArray(value) || value.length > SHORT_LIST) return undefined;
      const faults = bulk[name]?.(value, name);
      if (!Array.isArray(faults) || faults.length > 0) return undefined;
      unchecked[name] = value;
      delete rest[name];
    }
    const dto = this.quick.accept(rest);
    return dto === undefined ? undefined : Object.assign(dto, unchecked);
  }

  /** Lets the validators judge. @throws Problem that names every fault. */
  private async judged(plain: Readonly<Record<string, unknown>>, errors: InputError[]): Promise<T> {
    const bulk = this.type.bulk ?? {};
    const rest: Record<string, unknown> = {};
    const unchecked: Record<string, unknown> = {};
    let left = MAX_VALUES;
    for (const [name, each] of Object.entries(plain)) {
      if (Object.hasOwn(bulk, name)) unchecked[name] = each;
      else if ((left = valuesLeft(each, left)) >= 0) rest[name] = each;
      else {
        // Validators would visit each value, often more than once, so they do not get this member.
        errors.push(this.errorAt(`/${escaped(name)}`, `there are more than ${MAX_VALUES} values up to here`));
        break;
      }
    }
    for (const [name, each] of Object.entries(unchecked))
      errors.push(...((await bulk[name]?.(each, this.at(name))) ?? []).map((e) => this.placed(e)));
    errors.push(...(this.type.together?.(plain) ?? []).map((error) => this.asPlace(error)));
    const dto = plainToInstance(this.type, rest, { exposeUnsetFields: false });
    const found = validateSync(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      // A class without rules accepts nothing: it has no coercions, so every parameter is a fault already.
      forbidUnknownValues: false,
      validationError: { target: false, value: false },
    });
    for (const error of found)
      addFaults(error, '', errors, (path, detail) => {
        const names = path.slice(1).split('/');
        return this.errorAt(path, detail === UNKNOWN_MEMBER ? this.unknownAt(names) : detail);
      });
    if (errors.length > 0) throw invalidRequest(errors.slice(0, MAX_ERRORS));
    return Object.assign(dto, unchecked);
  }

  private object(value: unknown, errors: InputError[]): Record<string, unknown> {
    if ((value === undefined || value === null) && this.type.needsBody !== true) return {};
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    errors.push({ pointer: '', detail: 'must be a JSON object' });
    throw invalidRequest(errors);
  }

  private coerced(value: unknown, errors: InputError[]): Record<string, unknown> {
    const given = (value ?? {}) as Record<string, string | string[]>;
    const plain: Record<string, unknown> = {};
    for (const [name, text] of Object.entries(given)) {
      const coercion = this.coercions.get(name);
      if (coercion === undefined) {
        errors.push({ parameter: name.slice(0, 128), detail: this.unknown('parameter', name) });
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

  /** @param names of the unknown member, after those of the members that it is in. */
  private unknownAt([name = '', inner, ...deeper]: readonly string[]): string {
    if (inner === undefined) return this.unknown('member', name);
    const hints = this.type.inside?.[name] ?? {};
    const known = deeper.length === 0 && Object.hasOwn(hints, inner);
    return known ? `${UNKNOWN_MEMBER}; ${hints[inner]}` : UNKNOWN_MEMBER;
  }

  private unknown(what: 'parameter' | 'member', name: string): string {
    const { instead = {}, onlyInRows = {}, elsewhere = {} } = this.type;
    if (Object.hasOwn(elsewhere, name)) return `is not a known ${what}; ${elsewhere[name]}`;
    const ours = Object.hasOwn(instead, name) ? instead[name] : undefined;
    if (ours !== undefined && this.coercions.has(ours)) return `is not a known ${what}; use ${ours}`;
    const inRows = Object.hasOwn(onlyInRows, name) ? onlyInRows[name] : undefined;
    if (inRows === undefined) return `is not a known ${what}`;
    return `is not a known ${what}; rows have it as ${inRows}, and no filter compares it`;
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

/** Subtracts the number of values in `value`, at any depth, from `most`. Stops as soon as the result is negative. */
function valuesLeft(value: unknown, most: number): number {
  let left = most - 1;
  if (typeof value !== 'object' || value === null) return left;
  const inner: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (inner.length > left) return -1;
  for (const each of inner) if ((left = valuesLeft(each, left)) < 0) return left;
  return left;
}

/** Returns a member's name as JSON pointers write it (RFC 6901). */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function scalar(text: string, coercion: Coercion): unknown {
  if (coercion === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (coercion === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** Adds the faults that validators found in a member and in all members below it. */
function addFaults(
  error: ValidationError,
  parent: string,
  into: InputError[],
  place: (path: string, detail: string) => InputError,
): void {
  const path = `${parent}/${escaped(error.property)}`;
  for (const [rule, message] of Object.entries(error.constraints ?? {})) {
    const detail =
      rule === 'whitelistValidation'
        ? UNKNOWN_MEMBER
        : message.replace(/^(each value in )?\S+ (?=must|should)/, '');
    into.push(place(path, detail));
  }
  for (const child of error.children ?? []) addFaults(child, path, into, place);
}
