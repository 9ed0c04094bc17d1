/** What the file inside an export's ZIP can be. */
export const EXPORT_FORMATS = ['csv', 'csv_bom', 'csv_gbk', 'xlsx', 'xlsx_entities'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * How an export's ZIP can be: good; with a wrong checksum; cut off; empty; without entries; a page of HTML; a bomb that
 * tells its size, one that lies; a name that climbs out of its folder; sixty thousand entries; encrypted; two parts.
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
