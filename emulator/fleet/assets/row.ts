import { hexOf, seedOf } from '../random.js';
import type { Site } from './site.js';

/** One row of any fingerprint with every member that some list or export of its type prints. */
export type AssetRow = Readonly<Record<string, string | number | boolean>>;

/** The fingerprints by the names that exports use; AI components are in no export. */
export const ASSET_TYPES = [
  'users',
  'auto_launch',
  'database',
  'web_cms',
  'web_service',
  'jar_package',
  'port',
  'process',
  'web_framework',
  'web_site',
  'app',
  'kernel_module',
  'ai_component',
] as const;
export type AssetType = (typeof ASSET_TYPES)[number];
/** The types that exports and `/asset/statistics` know. */
export type ExportedType = Exclude<AssetType, 'ai_component'>;

/** Makes all rows of one server. Pure, and in an order that stays. */
export type RowMaker = (site: Site) => AssetRow[];

const HASHES = new Map<string, string>();

/** A digest-like text that belongs to a file: the same file has the same one on every server. */
export function fileHash(path: string): string {
  let text = HASHES.get(path);
  if (text === undefined) {
    text = hexOf(0xf11e, seedOf(path), 1, 8);
    HASHES.set(path, text);
  }
  return text;
}

/** The user id that goes with a service's user. */
export function uidOf(user: string): number {
  return 100 + (seedOf(user) % 900);
}
