import type { ValidationError } from 'class-validator';
import { variablesFor } from './environment.js';
import { snake } from './tree.js';

/** Lists every fault of the configuration, one a line. No line holds a configured value, because it may be a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
  }
}

/** Returns a fault's line: path of the setting, message, and the environment variables that set it. */
export function locate(path: string, message: string): string {
  const variables = variablesFor(path);
  return `${path}: ${message}${variables.length > 0 ? ` (environment ${variables.join(' or ')})` : ''}`;
}

/** Returns the lines for what a validator found. */
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

/** Options of the validators for configuration. */
export const STRICT = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: false },
} as const;
