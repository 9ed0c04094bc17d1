import { ValidateBy, type ValidationOptions } from 'class-validator';
import { inSlices } from '../../kernel/slices.js';
import type { InputError } from '../../platform/problem/problem.js';

/** Most hosts one query may name. */
export const MAX_HOST_IDS = 100_000;
/** Faulty ids named one by one. */
const MAX_NAMED = 50;
/** The vendor's ids are UUIDs; other clouds' servers may bear other names. Dots never in a row, never alone. */
const HOST_ID = /^(?!.*\.\.)(?!\.$)[A-Za-z0-9._-]{1,128}$/;
const MAX_ID_LENGTH = 128;
/** What a host id has to be. */
export const HOST_ID_RULE =
  'must be 1 to 128 letters, digits, dots, dashes or underscores, without two dots in a row';

export function isHostId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_ID_LENGTH && HOST_ID.test(value);
}

/** Checks a list of host ids: their number first, then each, in slices. */
export async function hostIdFaults(value: unknown, at: string): Promise<InputError[]> {
  if (!Array.isArray(value)) return [{ pointer: at, detail: 'must be a list of host ids' }];
  if (value.length === 0) return [{ pointer: at, detail: 'must name at least one host' }];
  if (value.length > MAX_HOST_IDS)
    return [{ pointer: at, detail: `must name at most ${MAX_HOST_IDS} hosts, not ${value.length}` }];
  const faults: InputError[] = [];
  let faulty = 0;
  await inSlices(value as readonly unknown[], (id, index) => {
    if (isHostId(id) || ++faulty > MAX_NAMED) return;
    faults.push({ pointer: `${at}/${index}`, detail: HOST_ID_RULE });
  });
  if (faulty > MAX_NAMED) faults.push({ pointer: at, detail: `${faulty - MAX_NAMED} more ids are faulty` });
  return faults;
}

/** A range of ports, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

const MAX_RANGES = 1_000;
/** Characters of so many ranges as long as they may be, with their commas. */
const MAX_PORTS_LENGTH = MAX_RANGES * '65535-65535,'.length;

/**
 * Reads `22`, `"22"`, `"8000-8100"`, `"22,443"` or a list of these; undefined when any part is none of them or lies
 * outside 1 to 65535, or when there are more than 1 000.
 */
export function parsePorts(value: unknown): PortRange[] | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length > MAX_RANGES || lengthOf(given) > MAX_PORTS_LENGTH) return undefined;
  const parts = given.flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
  if (parts.length === 0 || parts.length > MAX_RANGES) return undefined;
  const ranges: PortRange[] = [];
  for (const part of parts) {
    const match =
      typeof part === 'number'
        ? [String(part), String(part)]
        : typeof part === 'string'
          ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
          : null;
    if (match === null) return undefined;
    const from = typeof part === 'number' ? part : Number(match[1]);
    const to = typeof part === 'number' ? part : Number(match[2] ?? match[1]);
    if (!Number.isInteger(from) || from < 1 || to > 65_535 || from > to) return undefined;
    ranges.push({ from, to });
  }
  return ranges;
}

export const IsPorts = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isPorts',
      validator: {
        validate: (value) => parsePorts(value) !== undefined,
        defaultMessage: () => 'must be a port from 1 to 65535, a range such as 8000-8100, or a list of these',
      },
    },
    options,
  );

/** A value or a list of values, each one of `allowed`. */
export const IsSomeOf = (allowed: readonly string[], options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isSomeOf',
      validator: {
        validate: (value) => {
          const each = someOf(value);
          return each !== undefined && each.every((one) => allowed.includes(one));
        },
        defaultMessage: () => `must be one or more of ${allowed.join(', ')}`,
      },
    },
    options,
  );

/** A text or a list of texts, none empty, none longer than `maxLength`, at most 100. */
export const IsTexts = (maxLength: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isTexts',
      validator: {
        validate: (value) => {
          const each = someOf(value);
          return (
            each !== undefined &&
            each.every((one) => one.length >= 1 && one.length <= maxLength && !hasControl(one))
          );
        },
        defaultMessage: () => `must be one text or a list of up to 100, each of 1 to ${maxLength} characters`,
      },
    },
    options,
  );

/** One text of 1 to `maxLength` characters without control characters. */
export const IsPlainText = (maxLength: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isPlainText',
      validator: {
        validate: (value) =>
          typeof value === 'string' && value.length >= 1 && value.length <= maxLength && !hasControl(value),
        defaultMessage: () => `must be a text of 1 to ${maxLength} characters without control characters`,
      },
    },
    options,
  );

/** An instant in RFC 3339, with a time and a zone. */
export const IsInstant = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isInstant',
      validator: {
        validate: (value) =>
          typeof value === 'string' &&
          /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
          !Number.isNaN(Date.parse(value)),
        defaultMessage: () => 'must be an instant such as 2026-09-01T08:00:00Z',
      },
    },
    options,
  );

/** The value or values as a list; undefined when any is not text, or when there are none or too many. */
export function someOf(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length === 0 || list.length > 100) return undefined;
  return list.every((each): each is string => typeof each === 'string') ? list : undefined;
}

/** Names in a list such as `port,-status`, given as one text or several; undefined when there are more than are known. */
export function namesIn(value: unknown, known: readonly string[]): string[] | undefined {
  const given = someOf(value);
  // A name may stand with a sign and a comma. Lengths first: splitting a long text is expensive.
  const longest = known.reduce((sum, name) => sum + name.length + 2, 0);
  if (given === undefined || lengthOf(given) > longest * MAX_REPEATS) return undefined;
  return given.flatMap((part) => part.split(','));
}

/** How often all the names that are known may be written one after the other. Nobody has a reason to; some clients do. */
const MAX_REPEATS = 4;

/** Characters of all texts in a list. */
function lengthOf(list: readonly unknown[]): number {
  let length = 0;
  for (const each of list) if (typeof each === 'string') length += each.length;
  return length;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
