import { createHash, type Hash } from 'node:crypto';
import { reasonOf } from '../../../kernel/abort.js';
import { Fault } from '../../../kernel/fault.js';
import type { FilePart } from '../exports.js';
import { FileFault } from './file-fault.js';
import { Spool } from './spool.js';

export interface FetchLimits {
  readonly maxBytes: number;
  /** A transfer that brings less than 1 KiB in so many milliseconds is broken off. */
  readonly stallMs: number;
  /** Most transfers, the first included. */
  readonly attempts: number;
  /** Whether a broken transfer may be resumed; otherwise it starts again. Default: true. */
  readonly mayResume?: boolean;
}

/** A file on disk with its digest. */
interface FetchedFile {
  readonly spool: Spool;
  /** SHA-256. */
  readonly digest: Buffer;
  /** Whether it was joined from several transfers. */
  readonly resumed: boolean;
}

/** Opens the file at an offset, or at its start where the vendor cannot resume. */
export type OpenFile = (from: {
  readonly offset: number;
  readonly etag: string | undefined;
}) => Promise<FilePart>;

/** Least progress in `stallMs`, in bytes. */
const LEAST_PROGRESS = 1_024;

/**
 * Downloads a file to disk. A broken transfer is resumed by range where the vendor supports that, else started again. The
 * vendor promises no etags, so only the checksums inside the file prove that joined parts belong together.
 *
 * @throws FileFault `empty`, `truncated` or `too_large`; the Fault of the last transfer when all broke; what `open` throws;
 *   the signal's reason. No file stays on disk then.
 */
export async function fetchFile(
  open: OpenFile,
  limits: FetchLimits,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const spool = await Spool.create();
  try {
    const transfer = new Transfer(spool, limits, signal);
    for (let attempt = 1; ; attempt++) {
      try {
        await transfer.run(await open(transfer.position));
        if (spool.size === 0) throw new FileFault('empty');
        return { spool, digest: transfer.digest(), resumed: transfer.resumed };
      } catch (error) {
        if (signal.aborted) throw reasonOf(signal);
        if (!transfer.broken || attempt >= limits.attempts) throw error;
      }
    }
  } catch (error) {
    await spool.close();
    throw error;
  }
}

class Transfer {
  /** Whether the last run broke in a way that another run may mend. */
  broken = false;
  /** Whether the bytes so far come from several transfers. */
  resumed = false;
  private total: number | undefined;
  private hash: Hash = createHash('sha256');
  private etag: string | undefined;

  constructor(
    private readonly spool: Spool,
    private readonly limits: FetchLimits,
    private readonly signal: AbortSignal,
  ) {}

  get position(): { readonly offset: number; readonly etag: string | undefined } {
    const { mayResume = true } = this.limits;
    return { offset: mayResume ? this.spool.size : 0, etag: this.etag };
  }

  digest(): Buffer {
    return this.hash.digest();
  }

  async run(part: FilePart): Promise<void> {
    this.broken = false;
    const { stream, total } = part;
    const cut = (): void => void stream.destroy(reasonOf(this.signal));
    this.signal.addEventListener('abort', cut, { once: true });
    const stopWatch = this.watch(stream);
    try {
      if (this.signal.aborted) throw reasonOf(this.signal);
      if (total !== undefined && total > this.limits.maxBytes) throw new FileFault('too_large');
      await this.place(part);
      for await (const chunk of chunksOf(stream)) {
        if (this.spool.size + chunk.length > (total ?? this.limits.maxBytes)) {
          throw new FileFault(total === undefined ? 'too_large' : 'damaged');
        }
        this.hash.update(chunk);
        await this.spool.append(chunk);
      }
      if (total !== undefined && this.spool.size < total) throw new FileFault('truncated');
    } catch (error) {
      const ours = error instanceof Fault && error.kind === 'overloaded';
      this.broken = error instanceof FileFault ? error.reason === 'truncated' : !ours;
      throw error instanceof Fault ? error : new Fault('network', 'the transfer broke', { cause: error });
    } finally {
      stopWatch();
      this.signal.removeEventListener('abort', cut);
      stream.destroy();
    }
  }

  /** Prepares the spool for a part: continues when the part fits, else starts again. */
  private async place({ start, etag, total }: FilePart): Promise<void> {
    const same = etag === this.etag && total === this.total;
    if (start > 0 && start === this.spool.size && same) {
      this.resumed = true;
      return;
    }
    if (start !== 0) {
      await this.spool.clear();
      throw new Fault('bad_payload', 'the vendor sent another part of the file than the one requested');
    }
    await this.spool.clear();
    this.hash = createHash('sha256');
    this.resumed = false;
    this.etag = etag;
    this.total = total;
  }

  private watch(stream: FilePart['stream']): () => void {
    let seen = -LEAST_PROGRESS;
    const timer = setInterval(() => {
      const { size } = this.spool;
      if (size - seen < LEAST_PROGRESS) stream.destroy(new Fault('timeout', 'the transfer stalled'));
      seen = size;
    }, this.limits.stallMs);
    return () => clearInterval(timer);
  }
}

async function* chunksOf(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of stream) yield chunk as Buffer;
}
