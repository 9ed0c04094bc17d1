import { readFile } from 'node:fs/promises';
import { systemClock, type Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/fault.js';
import type { CredentialKind } from './credential-kind.js';
import { keyAuthorizer } from './key-authorizer.js';
import { RenewedKeys, type FetchedKey } from './renewed-keys.js';
import { readTemporaryKey } from './temporary-key.js';

export interface KeyFileConfig {
  readonly kind: 'key-file';
  readonly id: string;
  readonly file: string;
}

/**
 * Time after which a used file is read again, in milliseconds. File events do not work on mounted volumes and replaced
 * links. A choice: whoever replaces the file has to leave the old keys good for so long.
 */
const READ_AGAIN_MS = 5_000;

async function readKeyFile(file: string, clock: Clock): Promise<FetchedKey> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    throw new Fault('credential', `the key file cannot be read (${String(code)})`, {
      hint: 'Check that the file of the credential (kind: key-file) exists and may be read by this process.',
    });
  }
  const { key, expiresAt } = readTemporaryKey(text, 'the key file');
  const lifeMs = expiresAt === undefined ? Infinity : expiresAt - clock.now();
  if (lifeMs <= 0)
    throw new Fault('credential', 'the keys of the key file have expired', {
      hint: 'Whatever writes the key file has stopped renewing it, or the clock of this machine is wrong.',
    });
  return { key, lifeMs, renewInMs: READ_AGAIN_MS };
}

export const keyFileKind: CredentialKind<KeyFileConfig> = {
  settings: ({ file = '' }, id) => ({ kind: 'key-file', id, file }),
  // The file's keys change; whoever writes it keeps to one user.
  identity: ({ file }) => [file],
  create: ({ id, file }, scope, tools) => {
    const { clock = systemClock, random = Math.random } = tools;
    const keys = new RenewedKeys({ fetch: () => readKeyFile(file, clock), clock, random });
    return keyAuthorizer({ id, kind: 'key-file', keys }, scope, tools);
  },
};
