import type { ValidationError } from 'class-validator';
import { variablesFor } from './environment.js';
import { snake } from './tree.js';

/** All that is wrong with the configuration, one line each; no line holds a configured value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** A fault with the place an operator knows it by, and the variable that sets it. */
export function locate(path: string, message: string): string {
  const variables = variablesFor(path);
  return `${path}: ${message}${variables.length > 0 ? ` (environment ${variables.join(' or ')})` : ''}`;
}

/** What the validators found, as lines. */
export function describeFaults(error: ValidationError, parent = ''): string[] {
  const name = /^\d+$/.test(error.property) ? `[${error.property}]` : snake(error.property);
  const path = parent === '' ? name : name.startsWith('[') ? `${parent}${name}` : `${parent}.${name}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) =>
    locate(
      path,
      rule === 'whitelistValidation' ? 'is not a known setting' : message.replace(/^\w+ (?=must|should)/, ''),
    ),
  );
  return [...own, ...(error.children ?? []).flatMap((child) => describeFaults(child, path))];
}

/** How the validators are to be used on configuration. */
export const STRICT = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
} as const;
