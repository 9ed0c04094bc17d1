import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A self-signed certificate and its key, both PEM; valid for a day. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes one for 127.0.0.1 and a host name. Node can read certificates but not write them, so the few structures of X.509 are
 * written by hand.
 */
export function selfSigned(hostName = 'localhost'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(set(sequence(objectId('550403'), tagged(0x0c, Buffer.from('portolan test')))));
  const algorithm = sequence(objectId('2a8648ce3d040302'));
  const serial = tagged(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const day = 24 * 3_600_000;
  const validity = sequence(time(Date.now() - day), time(Date.now() + day));
  const isAuthority = extension('551d13', sequence(tagged(0x01, Buffer.of(0xff))));
  const names = extension(
    '551d11',
    sequence(tagged(0x82, Buffer.from(hostName)), tagged(0x87, Buffer.of(127, 0, 0, 1))),
  );
  const toSign = sequence(
    tagged(0xa0, tagged(0x02, Buffer.of(2))),
    serial,
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(isAuthority, names)),
  );
  const signature = sign('sha256', toSign, privateKey);
  const bytes = sequence(toSign, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(objectId(id), tagged(0x04, content));
}

/** UTCTime, `YYMMDDHHMMSSZ`. */
function time(unixMs: number): Buffer {
  const text = new Date(unixMs).toISOString().replace(/\.\d{3}|[-:T]/g, '');
  return tagged(0x17, Buffer.from(text.slice(2)));
}
