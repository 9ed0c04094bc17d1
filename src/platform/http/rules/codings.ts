import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { CODINGS, type Coding } from './accept.js';

/** How bytes are compressed with one content coding. */
interface Compressor {
  /** Compresses a whole body. */
  readonly whole: (bytes: Buffer) => Promise<Buffer>;
  /** Returns a stream that sends on all of what is written to it after each write, so that no row waits for the next. */
  readonly stream: () => Transform;
}

const { constants } = zlib;

/** What Node has since 22.15. */
interface Zstd {
  readonly zstdCompress: (bytes: Buffer, done: (error: Error | null, packed: Buffer) => void) => void;
  readonly createZstdCompress: (options: { readonly flush: number }) => Transform;
}
const { zstdCompress, createZstdCompress } = zlib as unknown as Partial<Zstd>;
/** `ZSTD_e_flush`, which the types of Node 20 do not have. */
const ZSTD_FLUSH = 1;

/**
 * Fast settings: processor time is scarcer than bandwidth. Measured on 4.0 MB of rows as NDJSON (28 November 2026): gzip 1
 * gives 331 KB in 10 ms, gzip 6 285 KB in 40 ms, gzip 9 248 KB in 176 ms; br 4 gives 276 KB in 39 ms, br 6 211 KB in 59 ms.
 */
const GZIP = { level: constants.Z_BEST_SPEED };
const BROTLI = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 4,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    // 256 KiB for each answer, instead of 4 MiB: rows repeat after a few hundred bytes.
    [constants.BROTLI_PARAM_LGWIN]: 18,
  },
};

const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);

const COMPRESSORS: Readonly<Record<Coding, Compressor | undefined>> = {
  gzip: {
    whole: (bytes) => gzip(bytes, GZIP),
    stream: () => zlib.createGzip({ ...GZIP, flush: constants.Z_SYNC_FLUSH }),
  },
  br: {
    whole: (bytes) => brotli(bytes, BROTLI),
    stream: () => zlib.createBrotliCompress({ ...BROTLI, flush: constants.BROTLI_OPERATION_FLUSH }),
  },
  zstd:
    zstdCompress === undefined || createZstdCompress === undefined
      ? undefined
      : {
          whole: promisify(zstdCompress),
          stream: () => createZstdCompress({ flush: ZSTD_FLUSH }),
        },
};

/** The codings that this Node can make. */
export const OFFERED_CODINGS: readonly Coding[] = CODINGS.filter(
  (coding) => COMPRESSORS[coding] !== undefined,
);

/** Returns the compressor of an offered coding. */
export function compressorOf(coding: Coding): Compressor {
  return COMPRESSORS[coding] as Compressor;
}
