import { stat } from 'node:fs/promises';
import type { ApiKeyConfig } from '../../platform/config/config.js';
import { ConfigError } from '../../platform/config/config-faults.js';
import { readKeysFile } from '../../platform/config/keys-file.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { ApiKeys } from './api-keys.js';

/**
 * How often the file is looked at, in milliseconds. Asked for, not told: file events do not cross mounted volumes and
 * the links that orchestrators swap.
 */
const LOOK_EVERY_MS = 1_000;

/**
 * Keeps `keys` in step with the keys file: a key added works, a key removed stops working, within two looks. While the
 * file is broken or missing the last good keys stay, and the log says so once for each state of the file.
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
    private readonly lookEveryMs = LOOK_EVERY_MS,
  ) {}

  /** Reads the file for the first time and goes on looking. @throws ConfigError when it cannot be used. */
  start(): void {
    this.keys.replaceFurther(this.read());
    this.later();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private read(): ApiKeyConfig[] {
    const { names, hashes } = this.keys;
    return readKeysFile(this.file, { names, hashes, projects: this.projects });
  }

  private later(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      void this.look().finally(() => this.later());
    }, this.lookEveryMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    // Taken before the read: a file that changes in between looks changed the next time too.
    const state = await stat(this.file, { bigint: true }).then(
      ({ mtimeNs, size, ino }) => `${mtimeNs} ${size} ${ino}`,
      () => 'missing',
    );
    if (this.closed || state === this.seen) return;
    const first = this.seen === undefined;
    this.seen = state;
    try {
      const keys = this.read();
      this.keys.replaceFurther(keys);
      if (!first) this.logger.info({ keys: keys.length }, 'the keys file changed');
    } catch (error) {
      const faults = error instanceof ConfigError ? error.faults : ['cannot be read'];
      this.logger.error({ faults }, 'the keys file cannot be used; the keys of before stay');
    }
  }
}
