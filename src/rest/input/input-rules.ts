import { ValidateBy, type ValidationOptions } from 'class-validator';
import { parsePorts, textsOf } from '../../asset-types/filter-values.js';
import { inSlices } from '../../kernel/slices.js';
import type { InputError } from '../../platform/problem/problem.js';
import { Converted } from './conversion.js';

/** Maximum number of hosts that one query may name. */
export const MAX_HOST_IDS = 100_000;
/** Number of wrong ids that an answer names one by one. */
const MAX_NAMED = 50;
/** The vendor's ids are UUIDs, but servers of other clouds may have other ids. No `.` alone and no `..`: ids become path segments. */
const HOST_ID = /^[\w.-]{1,128}$/;
/** Longest text that is taken for a word, in characters; a choice: the longest word has 20. */
const MAX_WORD_LENGTH = 32;
/** The rule of a host id, in words for callers. */
export const HOST_ID_RULE =
  'must be 1 to 128 letters, digits, dots, dashes or underscores, without two dots in a row';

export function isHostId(value: unknown): value is string {
  return typeof value === 'string' && HOST_ID.test(value) && value !== '.' && !value.includes('..');
}

/** Accepts a host id. */
export const IsHostId = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    { name: 'isHostId', validator: { validate: isHostId, defaultMessage: () => HOST_ID_RULE } },
    options,
  );

/** Longest list of ids that is checked at once: some microseconds of work. A choice. */
export const SHORT_LIST = 64;

/**
 * Finds faults in a list of host ids: first its length, then each id. A list longer than `SHORT_LIST` is checked in slices,
 * so that other requests are served.
 */
export function hostIdFaults(value: unknown, at: string): InputError[] | Promise<InputError[]> {
  if (!Array.isArray(value)) return [{ pointer: at, detail: 'must be a list of host ids' }];
  if (value.length === 0) return [{ pointer: at, detail: 'must name at least one host' }];
  if (value.length > MAX_HOST_IDS)
    return [{ pointer: at, detail: `must name at most ${MAX_HOST_IDS} hosts, not ${value.length}` }];
  const ids = value as readonly unknown[];
  return ids.length <= SHORT_LIST && ids.every(isHostId) ? [] : wrongIds(ids, at);
}

async function wrongIds(ids: readonly unknown[], at: string): Promise<InputError[]> {
  const faults: InputError[] = [];
  let faulty = 0;
  await inSlices(ids, (id, index) => {
    if (isHostId(id) || ++faulty > MAX_NAMED) return;
    faults.push({ pointer: `${at}/${index}`, detail: HOST_ID_RULE });
  });
  if (faulty > MAX_NAMED) faults.push({ pointer: at, detail: `${faulty - MAX_NAMED} more ids are wrong` });
  return faults;
}

/** Accepts what `parsePorts` can parse. */
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

/**
 * Accepts a value or a list of values, each one of `allowed`. Words are taken as people write them: in any case, and with the
 * vendor's spelling `unknow`.
 */
export const IsSomeOf =
  (allowed: readonly string[], options?: ValidationOptions): PropertyDecorator =>
  (prototype, member) => {
    const one = (value: unknown): unknown => (typeof value === 'string' ? meantWord(value, allowed) : value);
    Converted((value) => (Array.isArray(value) ? value.map(one) : one(value)))(prototype, member);
    ValidateBy(
      {
        name: 'isSomeOf',
        validator: {
          validate: (value) => {
            const texts = textsOf(value);
            return texts !== undefined && texts.every((text) => allowed.includes(text));
          },
          defaultMessage: () => `must be one or more of ${allowed.join(', ')}`,
        },
      },
      options,
    )(prototype, member);
  };

/** Returns the allowed word that a text means, or the text itself. */
function meantWord(text: string, allowed: readonly string[]): string {
  if (text.length > MAX_WORD_LENGTH) return text;
  const lower = text.toLowerCase() === 'unknow' ? 'unknown' : text.toLowerCase();
  return allowed.find((word) => word.toLowerCase() === lower) ?? text;
}

/** Accepts a text or a list of up to 100 texts, each of 1 to `maxLength` characters, without control characters. */
export const IsTexts = (maxLength: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isTexts',
      validator: {
        validate: (value) => {
          const texts = textsOf(value);
          return texts !== undefined && texts.every((text) => isPlainText(text, maxLength));
        },
        defaultMessage: () => `must be one text or a list of up to 100, each of 1 to ${maxLength} characters`,
      },
    },
    options,
  );

/** Accepts one text of 1 to `maxLength` characters without control characters. */
export const IsPlainText = (maxLength: number, options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isPlainText',
      validator: {
        validate: (value) => typeof value === 'string' && isPlainText(value, maxLength),
        defaultMessage: () => `must be a text of 1 to ${maxLength} characters without control characters`,
      },
    },
    options,
  );

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Returns an RFC 3339 time from 1970 on as Unix milliseconds; undefined for any other value. */
export function instantMs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !RFC3339.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) || ms < 0 ? undefined : ms;
}

/** Accepts what `instantMs` can parse. */
export const IsInstant = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isInstant',
      validator: {
        validate: (value) => instantMs(value) !== undefined,
        defaultMessage: () => 'must be a time such as 2026-09-01T08:00:00Z',
      },
    },
    options,
  );

function isPlainText(text: string, maxLength: number): boolean {
  return text.length >= 1 && text.length <= maxLength && !hasControl(text);
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}
