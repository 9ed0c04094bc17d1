import type { ExportType } from './export-columns.js';

/** What one filter of an export takes. */
/** `uncertain`: the vendor's page shows it in an example and documents it nowhere else. */
export type ExportFilter = { readonly uncertain?: true } & (
  | { readonly kind: 'text'; readonly maxLength: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'word'; readonly words: readonly string[] }
);

/** Longest `search_param`, in characters (source: vendor's reference of the export call). */
export const MAX_SEARCH_PARAM = 128;

const text = (maxLength: number): ExportFilter => ({ kind: 'text', maxLength });
const flag: ExportFilter = { kind: 'flag' };
const HOST = { host_name: text(256), host_ip: text(256) };
const SHORT_HOST = { host_name: text(64), host_ip: text(64) };
const HOST_ID = { host_id: text(64) };
const PART = { part_match: flag };

const WEB_SOFTWARE = {
  ...HOST_ID,
  ...HOST,
  name: text(256),
  version: text(256),
  install_dir: text(256),
  ...PART,
};

/** Filters of the list that matches each type (source: the vendor's list references, by type). */
const FILTERS: Readonly<Record<ExportType, Readonly<Record<string, ExportFilter>>>> = {
  users: {
    ...HOST_ID,
    host_name: text(256),
    private_ip: text(128),
    user_name: text(32),
    user_group: text(128),
    login_permission: flag,
    root_permission: flag,
    ...PART,
  },
  auto_launch: {
    ...HOST_ID,
    ...HOST,
    name: text(256),
    type: { kind: 'word', words: ['0', '1', '2', '3', '4'] },
    ...PART,
  },
  database: WEB_SOFTWARE,
  web_cms: WEB_SOFTWARE,
  web_service: WEB_SOFTWARE,
  jar_package: { ...SHORT_HOST, file_name: text(256), ...PART },
  port: {
    ...HOST,
    port: { kind: 'integer', min: 1, max: 65_535 },
    type: { kind: 'word', words: ['TCP', 'UDP'] },
    port_string: { ...text(5), uncertain: true },
  },
  process: { ...HOST, path: text(256) },
  web_framework: { ...SHORT_HOST, file_name: text(256), ...PART },
  web_site: { ...SHORT_HOST, domain: text(256), ...PART },
  app: { ...HOST_ID, ...HOST, app_name: text(256), version: text(128), install_dir: text(512), ...PART },
  // `part_match` is documented here too and reported to have no effect, so it is not offered.
  kernel_module: { ...SHORT_HOST, name: text(256) },
};

/** The filters an export of this type takes, by name. */
export function filtersOf(type: ExportType): Readonly<Record<string, ExportFilter>> {
  return FILTERS[type];
}

/**
 * The filter as the vendor wants it: JSON inside of a text. Members in the order given. Numbers are texts, as in the example of the
 * vendor's page, `{"port_string":"8080"}`.
 */
export function searchParam(filter: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(filter, (_name, value: unknown) =>
    typeof value === 'number' ? String(value) : value,
  );
}
