import { ports } from '../../upstream/hss/assets/port-profile.js';
import { PortRow, EXPOSURES, PROTOCOLS, STATUSES } from '../../asset-types/port/port-row.js';
import { PORT_SORTS, portSource } from '../../asset-types/port/port-source.js';
import { PLANS, type Plan } from '../../query/question/answer.js';
import { membersOf } from '../../asset-types/row-schema.js';
import { DEFINITIONS } from '../../asset-types/all-types.js';
import { sortsOf } from '../../rest/assets.service.js';
import { CHANGE_TYPES } from '../../asset-types/changes/change-types.js';
import { part, portNumbers, some, type RowFilter } from '../../asset-types/row-filter.js';
import type { AssetFilterDto, AssetTypeDto } from './overview.dto.js';

/** Plans that can give the rows of a type: an export only where its file gives them exactly. */
const plansOf = ({ exported }: { readonly exported?: unknown }): readonly Plan[] =>
  PLANS.filter((plan) => plan !== 'export' || exported !== undefined);

const PORT_FILTERS: Readonly<Record<string, RowFilter>> = {
  port: portNumbers('A port, a range such as `8000-8100`, or a list of these.'),
  protocol: some('Protocol', PROTOCOLS),
  status: some('Risk level', STATUSES),
  exposure: some('Who can reach it', EXPOSURES),
  process: part('Path of the executable'),
};

/** All twelve types, by the vendor's order of names; open ports last because they have a resource of their own. */
export const CATALOGUE: readonly AssetTypeDto[] = [
  ...DEFINITIONS.map(({ descriptor, title, row, order, filters, ...definition }): AssetTypeDto => ({
    type: descriptor.type,
    title,
    members: membersOf(row),
    order,
    filters: filtersOf(filters as Readonly<Record<string, RowFilter>>),
    sorts: sortsOf(definition),
    plans: plansOf({}),
    collected_every_s: descriptor.cycleS,
    collectable: descriptor.collectedAs.length > 0,
    changes: CHANGE_TYPES.has(descriptor.type),
  })),
  {
    type: 'port',
    title: 'Open ports',
    members: membersOf(PortRow),
    order: portSource.orderMembers,
    filters: filtersOf(PORT_FILTERS),
    sorts: PORT_SORTS,
    plans: plansOf(portSource),
    collected_every_s: ports.cycleS,
    collectable: false,
    changes: false,
  },
];

function filtersOf(filters: Readonly<Record<string, RowFilter>>): AssetFilterDto[] {
  return Object.entries(filters).map(([name, { kind, description, words }]) => ({
    name,
    kind,
    ...(words === undefined ? {} : { values: words }),
    description,
  }));
}
