import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import { HISTORY_DEFINITIONS } from '../../asset-types/changes/change-types.js';
import { sortsOf, type AssetDefinition } from '../../asset-types/definition.js';
import type { RowFilter } from '../../asset-types/row-filter.js';
import { membersOf } from '../../asset-types/row-schema.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import { catalogueOf, isExportType } from '../../upstream/hss/export-columns.js';
import type { AssetFilterDto, AssetMemberDto, AssetTypeDto } from './catalogue.dto.js';

/** What every row of the vendor says of its server. Rows of processes say no id. */
const SERVER_MEMBERS = ['host_id', 'host_name', 'host_ip'];

/** All types, in the order of `ASSET_TYPES`. */
export const CATALOGUE: readonly AssetTypeDto[] = ASSET_DEFINITIONS.map((definition): AssetTypeDto => {
  const { profile, title, order, filters, exported } = definition;
  return {
    type: profile.type,
    title,
    members: describedMembers(definition),
    order,
    filters: filtersOf(filters),
    sorts: sortsOf(definition),
    // The plan `export` is exact only for types whose export file has all members of a row.
    plans: PLAN_NAMES.filter((plan) => plan !== 'export' || exported),
    collected_every_s: profile.cycleS,
    collectable: profile.collectedAs.length > 0,
    changes: HISTORY_DEFINITIONS.some(({ type }) => type === profile.type),
  };
});

/** Returns the members of a type with the vendor's names and the column of its export. */
function describedMembers({ row, profile, namesNoHost }: AssetDefinition): AssetMemberDto[] {
  const { type } = profile;
  const columns = isExportType(type) ? catalogueOf(type).map(({ field }) => field) : [];
  return membersOf(row).map(({ name, ...facts }) => {
    const ofServer = SERVER_MEMBERS.includes(name) && !(namesNoHost && name === 'host_id');
    const names = profile.vendorNames[name] ?? (ofServer ? [name] : []);
    const column = columns.find((field) => names.includes(field) || field === name);
    return { name, vendor_names: names, export_column: column ?? null, ...facts };
  });
}

function filtersOf(filters: Readonly<Record<string, RowFilter>>): AssetFilterDto[] {
  return Object.entries(filters).map(([name, { kind, description, words }]) => ({
    name,
    kind,
    ...(words === undefined ? {} : { values: words }),
    description,
  }));
}
