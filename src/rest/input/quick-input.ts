import type { Type } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { conversionOf } from './conversion.js';

/** One rule of a member: whether the value passes. */
type Rule = (value: unknown, dto: object) => boolean;

interface Member {
  readonly convert: ((value: unknown) => unknown) | undefined;
  /** Whether the rules are for this value of this input. Absent: they are for every value. */
  readonly applies: Rule | undefined;
  readonly rules: readonly Rule[];
}

/** Most members, and most values of one, of an input that is accepted here: together fewer than any limit of an input. */
const MOST_MEMBERS = 15;
const MOST_VALUES = 100;

/**
 * Accepts usual inputs of a class with little work: it calls the rules that the class declares, and leaves out the machinery
 * around them. What it accepts is what the validators accept, and it makes the same object. It never refuses: it returns
 * undefined for everything unusual, which is for the validators to judge.
 */
export class QuickInput<T extends object> {
  private members: ReadonlyMap<string, Member | undefined> | undefined;
  private readonly required: string[] = [];
  private possible = true;

  constructor(private readonly type: Type<T>) {}

  /** Returns the input as its class; undefined when the validators have to judge. @param plain own members only. */
  accept(plain: Readonly<Record<string, unknown>>): T | undefined {
    const members = (this.members ??= this.compiled());
    const names = Object.keys(plain);
    if (!this.possible || names.length > MOST_MEMBERS) return undefined;
    for (const name of this.required) if (plain[name] === undefined) return undefined;
    const dto = new this.type();
    const values = dto as Record<string, unknown>;
    for (const name of names) {
      const member = members.get(name);
      const value = plain[name];
      if (member === undefined || !isUsual(value)) return undefined;
      values[name] = Array.isArray(value) ? [...(value as readonly unknown[])] : value;
      if (member.convert !== undefined) values[name] = member.convert(values[name]);
    }
    const passes = names.every((name) => passesRules(members.get(name) as Member, values[name], dto));
    return passes ? dto : undefined;
  }

  /** Reads the rules of all members once. It is too early for that while classes are still being declared. */
  private compiled(): ReadonlyMap<string, Member | undefined> {
    const storage = getMetadataStorage();
    const found = storage.getTargetValidationMetadatas(this.type, '', false, false);
    const members = new Map<string, Member | undefined>();
    for (const [name, declarations] of Object.entries(storage.groupByPropertyName(found))) {
      members.set(name, this.memberOf(name, declarations));
      if (!declarations.some(mayBeLeftOut)) this.required.push(name);
    }
    // A member that must be given and has rules of another kind: the validators judge every input of the class.
    if (this.required.some((name) => members.get(name) === undefined)) this.possible = false;
    return members;
  }

  /** Returns undefined for a member with rules of another kind, such as nested ones. */
  private memberOf(name: string, declarations: readonly Declaration[]): Member | undefined {
    const rules: Rule[] = [];
    const conditions: Rule[] = [];
    for (const declaration of declarations) {
      const { type, each, groups = [], validateIf } = declaration;
      if (each === true || groups.length > 0 || validateIf !== undefined) return undefined;
      if (type === 'conditionalValidation') conditions.push(conditionOf(declaration));
      else if (type === 'customValidation') rules.push(...rulesOf(declaration, name));
      else return undefined;
    }
    return {
      convert: conversionOf(this.type, name),
      applies:
        conditions.length === 0
          ? undefined
          : (value, dto) => conditions.every((applies) => applies(value, dto)),
      rules,
    };
  }
}

type Declaration = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** A text, a number or a boolean, or a short list of these. */
function isUsual(value: unknown): boolean {
  if (!Array.isArray(value)) return isScalar(value);
  return value.length <= MOST_VALUES && value.every(isScalar);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function passesRules({ applies, rules }: Member, value: unknown, dto: object): boolean {
  if (applies !== undefined && !applies(value, dto)) return true;
  return rules.every((passes) => passes(value, dto));
}

function conditionOf({ constraints }: Declaration): Rule {
  const [condition] = constraints as [(dto: object, value: unknown) => boolean];
  return (value, dto) => condition(dto, value);
}

/** Whether the member may be left out, whatever the other members are: its condition reads no other member. */
function mayBeLeftOut(declaration: Declaration): boolean {
  if (declaration.type !== 'conditionalValidation') return false;
  const withoutIt = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name !== declaration.propertyName) throw new Error('another member is read');
        return undefined;
      },
    },
  );
  try {
    return !conditionOf(declaration)(undefined, withoutIt);
  } catch {
    return false;
  }
}

function rulesOf(declaration: Declaration, property: string): Rule[] {
  const { constraints, constraintCls } = declaration;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(
      ({ instance }) =>
        (value, dto) =>
          instance.validate(value, {
            value,
            constraints,
            property,
            object: dto,
            targetName: dto.constructor.name,
          }) === true,
    );
}
