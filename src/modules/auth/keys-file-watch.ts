import { stat } from 'node:fs/promises';
import type { ApiKeyConfig } from '../../platform/config/config.js';
import { ConfigError } from '../../platform/config/config-faults.js';
import { readKeysFile } from '../../platform/config/keys-file.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { ApiKeys } from './api-keys.js';

/** Time between two checks of the file, in milliseconds. File events do not work on mounted volumes and replaced links. */
const CHECK_EVERY_MS = 1_000;

/**
 * Follows the keys file: within two checks, a new key works and a removed key does not. While the file is broken or
 * missing, the last good keys stay, and the log says so once for each state of the file.
 */
export class KeysFileWatch {
  private seen: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly file: string,
    private readonly keys: ApiKeys,
    private readonly projects: ReadonlySet<string>,
    private readonly logger: Logger,
    private readonly checkEveryMs = CHECK_EVERY_MS,
  ) {}

  /** Reads the file, and starts the checks. @throws ConfigError when the file cannot be used. */
  start(): void {
    this.keys.setAdditional(this.read());
    this.scheduleCheck();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private read(): ApiKeyConfig[] {
    const { names, hashes } = this.keys;
    return readKeysFile(this.file, { names, hashes, projects: this.projects });
  }

  private scheduleCheck(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      void this.check().finally(() => this.scheduleCheck());
    }, this.checkEveryMs);
    this.timer.unref();
  }

  private async check(): Promise<void> {
    // Taken before the read: a file that changes meanwhile is then read again at the next check.
    const state = await stat(this.file, { bigint: true }).then(
      ({ mtimeNs, size, ino }) => `${mtimeNs} ${size} ${ino}`,
      () => 'missing',
    );
    if (this.closed || state === this.seen) return;
    const first = this.seen === undefined;
    this.seen = state;
    try {
      const keys = this.read();
      this.keys.setAdditional(keys);
      if (!first) this.logger.info({ keys: keys.length }, 'the keys file changed');
    } catch (error) {
      const faults = error instanceof ConfigError ? error.faults : ['cannot be read'];
      this.logger.error({ faults }, 'the keys file cannot be used; the last good keys stay');
    }
  }
}
