import { signal } from '@preact/signals';
import { me, session } from '../session/session.js';

/** Names of the groups of servers; empty until somebody needs them. */
export const groupNames = signal<readonly string[]>([]);
/** The caller for whom they were read. */
let readFor: string | undefined;

/** Reads the groups once: it costs calls to the vendor, so only when somebody is about to choose one. */
export async function needGroups(): Promise<void> {
  const portolan = session.value?.portolan;
  const caller = me.value?.id;
  if (readFor === caller || portolan === undefined) return;
  readFor = caller;
  try {
    const { items } = await portolan.call('listHostGroups', { project: '*' });
    const names = items.flatMap(({ group_name: name }) => (name === null || name === '' ? [] : [name]));
    groupNames.value = [...new Set(names)].sort();
  } catch {
    // A list of suggestions is no reason to disturb anybody; the next focus tries again.
    readFor = undefined;
  }
}
