import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fleetLines, written } from './fleet.js';

type Row = Record<string, unknown>;

interface Spec {
  readonly components: {
    readonly schemas: {
      readonly AssetExportRequest: {
        readonly 'x-export-fields': {
          readonly common: string[];
          readonly perAssetType: Record<string, string[]>;
        };
      };
    };
  };
}

const spec = parse(
  readFileSync(join(import.meta.dirname, '../../emulator/upstream/hss-v5.openapi.yaml'), 'utf8'),
) as Spec;
const documented = spec.components.schemas.AssetExportRequest['x-export-fields'];

/** The twelve asset types of the vendor's document. */
export const exportTypes = Object.keys(documented.perAssetType);

/** Columns of a type as the vendor's document lists them; none for a type that has no export. */
export function documentedColumns(type: string): string[] {
  const own = documented.perAssetType[type];
  return own === undefined ? [] : [...documented.common, ...own];
}

/** Columns of an export that the emulator's own account of its fleet does not have, because it follows the lists. */
const ONLY_EXPORTED: Readonly<Record<string, readonly string[]>> = {
  process: ['user_name'],
  auto_launch: ['container_id', 'container_name'],
};

/** The columns of a type that the truth below tells. */
export function knownColumns(type: string): string[] {
  return documentedColumns(type).filter((field) => !(ONLY_EXPORTED[type] ?? []).includes(field));
}

/** Returns what an export of the emulator's fleet must hold, written as Portolan must write it. */
export async function trueRows(
  emulatorUrl: string,
  type: string,
  category: 'host' | 'container',
  fields: readonly string[] = knownColumns(type),
): Promise<Row[]> {
  const rows = await fleetLines<Row>(emulatorUrl, `assets/${type}?category=${category}`);
  return rows.map((raw) => {
    const all: Row = {
      ...raw,
      ...(raw['kernel_module_info'] as Row | undefined),
      port_status: raw['status'],
    };
    return Object.fromEntries(fields.map((field) => [field, told(field, all[field])]));
  });
}

function told(field: string, value: unknown): unknown {
  if (value === undefined) throw new Error(`the truth does not tell ${field}`);
  if (field === 'port_status' && value === 'unknow') return 'unknown';
  return written(field, value);
}

/** Rows as sorted texts of the given fields, so that sets can be compared whatever their order. */
export function asTexts(rows: readonly Row[], fields: readonly string[]): string[] {
  return rows.map((row) => JSON.stringify(fields.map((field) => row[field]))).sort();
}
