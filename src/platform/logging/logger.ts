import { pino, type Logger as PinoLogger, type LoggerOptions } from 'pino';
import type { LogConfig } from '../config/config.js';

export type Logger = PinoLogger;
export const Logger = Symbol('Logger');

/** Members whose values never reach a log, at the top and one or two levels down (a `*.x` path does not cover `x`). */
const SECRET_MEMBERS = [
  'token',
  'password',
  'secret',
  'secretKey',
  'secret_key',
  'accessKey',
  'access_key',
  'securityToken',
  'security_token',
  'securitytoken',
  'authorization',
  'cookie',
  'apiKey',
  'api_key',
  'demoKey',
  'prefilledKey',
  '["x-auth-token"]',
  '["x-subject-token"]',
  '["x-api-key"]',
  '["x-security-token"]',
];

const REDACTED_PATHS = SECRET_MEMBERS.flatMap((member) =>
  member.startsWith('[') ? [member, `*${member}`, `*.*${member}`] : [member, `*.${member}`, `*.*.${member}`],
);

/**
 * The process's logger: one JSON line for each event, or readable lines at a terminal. Control characters in values
 * are escaped either way, so one event is always one line.
 *
 * @param terminal whether a person is reading (`format: auto` decides by it).
 */
export function createLogger(config: LogConfig, terminal: boolean): Logger {
  const options: LoggerOptions = {
    level: config.level,
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: undefined,
    formatters: { level: (label) => ({ level: label }) },
  };
  const pretty = config.format === 'pretty' || (config.format === 'auto' && terminal);
  if (!pretty) return pino(options);
  return pino({
    ...options,
    formatters: {},
    transport: {
      target: 'pino-pretty',
      options: { translateTime: 'SYS:HH:MM:ss.l', ignore: 'pid,hostname', singleLine: true },
    },
  });
}
