import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import { CHANGE_TYPES } from '../../asset-types/changes/change-types.js';
import { sortsOf } from '../../asset-types/definition.js';
import type { RowFilter } from '../../asset-types/row-filter.js';
import { membersOf } from '../../asset-types/row-schema.js';
import { PLAN_NAMES } from '../../query/plan/plans.js';
import type { AssetFilterDto, AssetTypeDto } from './catalogue.dto.js';

/** All twelve types, in the order of `ASSET_TYPES`. */
export const CATALOGUE: readonly AssetTypeDto[] = ASSET_DEFINITIONS.map((definition): AssetTypeDto => {
  const { profile, title, row, order, filters, exported } = definition;
  return {
    type: profile.type,
    title,
    members: membersOf(row),
    order,
    filters: filtersOf(filters),
    sorts: sortsOf(definition),
    // The plan `export` is exact only for types whose export file has all members of a row.
    plans: PLAN_NAMES.filter((plan) => plan !== 'export' || exported),
    collected_every_s: profile.cycleS,
    collectable: profile.collectedAs.length > 0,
    changes: CHANGE_TYPES.has(profile.type),
  };
});

function filtersOf(filters: Readonly<Record<string, RowFilter>>): AssetFilterDto[] {
  return Object.entries(filters).map(([name, { kind, description, words }]) => ({
    name,
    kind,
    ...(words === undefined ? {} : { values: words }),
    description,
  }));
}
