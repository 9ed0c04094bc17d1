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
  /** What changed, in the plural, for people. */
  readonly title: string;
  /** One of the things that changed, as the name of the call says it: `list` stands before it, `Changes` after it. */
  readonly singular: string;
}

/** The types that have a history. */
export const CHANGE_DEFINITIONS: readonly ChangeDefinition[] = [
  { history: accountChanges, row: UserChangeRow, title: 'accounts', singular: 'UserAccount' },
  {
    history: autoLaunchChanges,
    row: AutoLaunchChangeRow,
    title: 'auto-start items',
    singular: 'AutoLaunchItem',
  },
  { history: appChanges, row: AppChangeRow, title: 'software', singular: 'App' },
];

export const CHANGE_TYPES: ReadonlySet<AssetType> = new Set(
  CHANGE_DEFINITIONS.map(({ history }) => history.type),
);
