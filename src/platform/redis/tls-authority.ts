import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/**
 * Reads the certificates of authorities from a PEM file, in the form that TLS takes.
 *
 * @throws Error that says what is wrong with the file and quotes nothing of it.
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
