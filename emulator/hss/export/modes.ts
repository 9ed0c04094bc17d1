/** Formats of the file inside an export's ZIP. */
export const EXPORT_FORMATS = ['csv', 'csv_bom', 'csv_gbk', 'xlsx', 'xlsx_entities'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * States of an export's ZIP: valid; wrong checksum; cut off; empty; without entries; an HTML page; a bomb that states its
 * size, one that states a small one; a name outside its folder; sixty thousand entries; encrypted; two parts.
 */
export const EXPORT_ZIPS = [
  'good',
  'bad_checksum',
  'truncated',
  'empty',
  'no_entries',
  'html',
  'bomb',
  'bomb_liar',
  'traversal',
  'many_entries',
  'encrypted',
  'two_parts',
] as const;
export type ExportZip = (typeof EXPORT_ZIPS)[number];
