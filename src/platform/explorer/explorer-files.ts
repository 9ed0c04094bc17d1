import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { servedBytes, type ServedBytes } from '../http/served-bytes.js';

/** Folder of the files whose names hold a digest of their content. */
const HASHED_FOLDER = 'explorer';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the explorer, as `npm run build` leaves them. */
export interface ExplorerFiles {
  /** The page itself, before the settings are written into it. */
  readonly page: string;
  /** Returns a file by its name; undefined when there is none. It is read and compressed at its first call. */
  find(name: string): Promise<ServedBytes> | undefined;
}

/** Returns the files in a folder; undefined when the explorer is not built there. */
export function explorerFiles(folder: string): ExplorerFiles | undefined {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return undefined;
  const names = new Set(readdirSync(join(folder, HASHED_FOLDER)));
  const packed = new Map<string, Promise<ServedBytes>>();
  return {
    page: readFileSync(page, 'utf8'),
    find: (name) => {
      const type = MEDIA_TYPES[extname(name)];
      if (type === undefined || !names.has(name)) return undefined;
      let bytes = packed.get(name);
      if (bytes === undefined) {
        bytes = readFile(join(folder, HASHED_FOLDER, name)).then((plain) => servedBytes(plain, type));
        packed.set(name, bytes);
      }
      return bytes;
    },
  };
}
