import type { Type } from '@nestjs/common';
import {
  accountChanges,
  appChanges,
  autoLaunchChanges,
  type ChangeHistory,
} from '../../upstream/hss/assets/changes.js';
import type { AssetType } from '../../upstream/hss/assets/descriptor.js';
import {
  AppChangeRow,
  AutoLaunchChangeRow,
  UserChangeRow,
  type ChangeMembers,
  type ChangeRow,
} from './change-rows.js';

/** How the history of one type is read and shown. */
export interface ChangeDefinition {
  readonly history: ChangeHistory<ChangeMembers>;
  readonly row: Type<ChangeRow>;
  readonly title: string;
}

/** The types that have a history. */
export const CHANGE_DEFINITIONS: readonly ChangeDefinition[] = [
  { history: accountChanges, row: UserChangeRow, title: 'accounts' },
  { history: autoLaunchChanges, row: AutoLaunchChangeRow, title: 'auto-start items' },
  { history: appChanges, row: AppChangeRow, title: 'software' },
];

export const CHANGE_TYPES: ReadonlySet<AssetType> = new Set(
  CHANGE_DEFINITIONS.map(({ history }) => history.type),
);
