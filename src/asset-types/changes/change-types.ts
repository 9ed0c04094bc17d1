import type { Type } from '@nestjs/common';
import {
  accountChanges,
  appChanges,
  autoLaunchChanges,
  type ChangeHistory,
} from '../../upstream/hss/assets/changes.js';
import type { AssetType } from '../../upstream/hss/assets/descriptor.js';
import type { VendorNames } from '../../upstream/hss/assets/members.js';
import { app } from '../app.js';
import { autoLaunch } from '../auto-launch.js';
import type { AssetDefinition } from '../definition.js';
import { port } from '../port/port.js';
import type { RowFilter } from '../row-filter.js';
import { memberNames } from '../row-schema.js';
import { users } from '../users.js';
import {
  AppChangeRow,
  AutoLaunchChangeRow,
  PortChangeRow,
  UserChangeRow,
  type ChangeMembers,
  type ChangeRow,
} from './change-rows.js';

/** How the changes of one type are read and shown. */
export interface ChangeDefinition {
  readonly type: AssetType;
  readonly row: Type<ChangeRow>;
  /** What changed, in the plural, for people. */
  readonly title: string;
  /** One of the things that changed, as the name of the call says it: `list` stands before it, `Changes` after it. */
  readonly singular: string;
  /** The filters of the type whose member a change has too. */
  readonly filters: Readonly<Record<string, RowFilter>>;
  readonly vendorNames: VendorNames;
  /** How often the vendor collects the type, in seconds. */
  readonly cycleS: number;
  /** The vendor's history. Absent: the changes are the differences between two readings of the fleet. */
  readonly history?: ChangeHistory<ChangeMembers>;
}

/** A type of which the vendor keeps a history. */
export type HistoryDefinition = ChangeDefinition & Required<Pick<ChangeDefinition, 'history'>>;

/** Open ports, compared. */
export const PORT_CHANGES: ChangeDefinition = {
  type: 'port',
  row: PortChangeRow,
  title: 'open ports',
  singular: 'Port',
  filters: filtersOf(port.filters, PortChangeRow),
  vendorNames: port.profile.vendorNames,
  cycleS: port.profile.cycleS,
};

/** The types that have a history. */
export const HISTORY_DEFINITIONS: readonly HistoryDefinition[] = [
  historyOf(accountChanges, users, UserChangeRow, {
    title: 'accounts',
    singular: 'UserAccount',
  }),
  historyOf(autoLaunchChanges, autoLaunch, AutoLaunchChangeRow, {
    title: 'auto-start items',
    singular: 'AutoLaunchItem',
  }),
  historyOf(appChanges, app, AppChangeRow, { title: 'software', singular: 'App' }),
];

/** All types that have changes. */
export const CHANGE_DEFINITIONS: readonly ChangeDefinition[] = [PORT_CHANGES, ...HISTORY_DEFINITIONS];

function historyOf(
  history: ChangeHistory<ChangeMembers>,
  { filters, profile }: Pick<AssetDefinition, 'filters' | 'profile'>,
  row: Type<ChangeRow>,
  names: Pick<ChangeDefinition, 'title' | 'singular'>,
): HistoryDefinition {
  const { type, vendorNames } = history;
  const { cycleS } = profile;
  return { type, row, ...names, filters: filtersOf(filters, row), vendorNames, cycleS, history };
}

function filtersOf(
  filters: Readonly<Record<string, RowFilter>>,
  row: Type<ChangeRow>,
): Readonly<Record<string, RowFilter>> {
  const members = memberNames(row);
  return Object.fromEntries(
    Object.entries(filters).filter(([name, { member = name }]) => members.includes(member)),
  );
}
