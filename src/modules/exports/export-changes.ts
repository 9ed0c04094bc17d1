import { EventEmitter } from 'node:events';
import { sleep } from '../../kernel/abort.js';

/** Tells those who wait in this process that an export has changed, so that they look at its record at once. */
export class ExportChanges {
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  tell(id: string): void {
    this.emitter.emit(id);
  }

  /** Resolves when the export changes here, or after `ms` milliseconds. @throws the signal's reason. */
  async next(id: string, ms: number, signal: AbortSignal): Promise<void> {
    const wake = new AbortController();
    const onChange = (): void => wake.abort();
    this.emitter.once(id, onChange);
    try {
      await sleep(ms, AbortSignal.any([wake.signal, signal]), true);
    } catch (error) {
      if (!wake.signal.aborted || signal.aborted) throw error;
    } finally {
      this.emitter.off(id, onChange);
    }
  }
}
