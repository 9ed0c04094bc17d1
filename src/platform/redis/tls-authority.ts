import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * The authorities in a PEM file, as TLS wants them.
 *
 * @throws Error whose message says what is wrong with the file, and nothing of what it holds.
 */
export function readTlsAuthority(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
  try {
    new X509Certificate(pem);
  } catch (error) {
    throw new Error('holds no certificate in PEM', { cause: error });
  }
  return pem;
}
