import type { Type } from '@nestjs/common';
import {
  accountChanges,
  appChanges,
  autoLaunchChanges,
  type ChangeHistory,
} from '../../upstream/hss/assets/changes.js';
import type { AssetType } from '../../upstream/hss/assets/descriptor.js';
import type { Whereabouts } from '../../upstream/hss/assets/members.js';
import {
  appChange,
  AppChangeRow,
  autoLaunchChange,
  AutoLaunchChangeRow,
  userChange,
  UserChangeRow,
  type ChangeRow,
} from './change-rows.js';

/** How the history of one type is read and told. */
export interface ChangeDefinition {
  readonly history: ChangeHistory<Whereabouts>;
  readonly row: Type<ChangeRow>;
  readonly title: string;
  readonly rowOf: (project: string, change: Whereabouts) => ChangeRow;
}

/** Keeps the types of a definition together, then forgets which they were. */
function define<R extends Whereabouts>(
  history: ChangeHistory<R>,
  row: Type<ChangeRow>,
  title: string,
  rowOf: (project: string, change: R) => ChangeRow,
): ChangeDefinition {
  return { history, row, title, rowOf } as unknown as ChangeDefinition;
}

/** The types that have a history. */
export const CHANGE_DEFINITIONS: readonly ChangeDefinition[] = [
  define(accountChanges, UserChangeRow, 'accounts', userChange),
  define(autoLaunchChanges, AutoLaunchChangeRow, 'auto-start items', autoLaunchChange),
  define(appChanges, AppChangeRow, 'software', appChange),
];

export const CHANGE_TYPES: ReadonlySet<AssetType> = new Set(
  CHANGE_DEFINITIONS.map(({ history }) => history.type),
);
