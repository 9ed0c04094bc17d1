import { pipeline, Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { preferredCoding } from './accept.js';
import { compressorOf, OFFERED_CODINGS } from './codings.js';

/** Bodies smaller than this are not compressed, in bytes: they fit into one packet anyway. A choice. */
const MIN_BYTES = 1_024;
/** Media types that are compressed. Event streams are not: proxies must not touch them, so neither do we. */
const COMPRESSED_TYPES = new Set([
  'application/json',
  'application/problem+json',
  'application/x-ndjson',
  'text/csv',
]);

/**
 * Compresses JSON, NDJSON and CSV for whoever asks. Each piece of a stream is sent as soon as it is compressed, so rows and
 * progress do not wait. A reader that stalls stops the source; one that leaves ends it. A client that takes no coding of
 * ours, and not even none, gets the answer uncompressed: RFC 9110 (12.1) allows it, and it helps more than a refusal.
 */
export function compressAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!isCompressible(reply)) return done(null, payload);
    varyByCoding(reply);
    if (request.method === 'HEAD' || request.headers['accept-encoding'] === undefined)
      return done(null, payload);
    const coding = preferredCoding(request.headers['accept-encoding'], OFFERED_CODINGS);
    if (coding === undefined || coding === 'identity') return done(null, payload);
    const compressor = compressorOf(coding);
    if (payload instanceof Readable) {
      void reply.header('content-encoding', coding);
      const packed = compressor.stream();
      // Before the first byte the framework answers with an error document instead, which is not compressed.
      payload.once('error', () => {
        if (!reply.raw.headersSent) void reply.removeHeader('content-encoding');
      });
      // An error of one ends the other; the framework sees it at the stream that it sends.
      pipeline(payload, packed, () => {});
      return done(null, packed);
    }
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return done(null, payload);
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    if (bytes.length < MIN_BYTES && !refusesPlain(request)) return done(null, payload);
    void reply.header('content-encoding', coding).removeHeader('content-length');
    compressor.whole(bytes).then((packed) => done(null, packed), done);
  });
}

/** Tells whether an answer may be compressed: files that come in ranges may not, nor what is compressed already. */
function isCompressible(reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '');
  const end = type.indexOf(';');
  return (
    COMPRESSED_TYPES.has(end < 0 ? type : type.slice(0, end)) &&
    !reply.hasHeader('content-encoding') &&
    !reply.hasHeader('accept-ranges')
  );
}

/** Tells whether the client refuses an answer without a coding, which few do. */
function refusesPlain({ headers }: FastifyRequest): boolean {
  return preferredCoding(headers['accept-encoding'], []) === undefined;
}

/** Says that the answer depends on `Accept-Encoding`, compressed or not, so that caches keep them apart. */
function varyByCoding(reply: FastifyReply): void {
  const before = String(reply.getHeader('vary') ?? '');
  if (before.includes('accept-encoding')) return;
  void reply.header('vary', before === '' ? 'accept-encoding' : `${before}, accept-encoding`);
}
