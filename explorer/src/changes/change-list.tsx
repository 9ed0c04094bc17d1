import { go } from '../address.js';
import { ago, moment, words } from '../language/language.js';
import { cellText } from '../table/cell-text.js';
import type { Change } from './read-changes.js';

/** Members that have columns of their own, or say nothing to people. */
const ELSEWHERE = new Set([
  'project',
  'host_id',
  'host_name',
  'host_ip',
  'change',
  'seen_at',
  'agent_id',
  'container_id',
  'pid',
]);

interface ChangeListProps {
  readonly changes: readonly Change[];
  /** Whether the host is known from elsewhere. */
  readonly ofOneHost?: boolean;
}

/** Changes as a table, the newest first. */
export function ChangeList({ changes, ofOneHost = false }: ChangeListProps) {
  const text = words.value.changes;
  return (
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">{text.when}</th>
          <th scope="col">{text.change}</th>
          {ofOneHost ? null : <th scope="col">{words.value.pictures.host}</th>}
          <th scope="col">{text.what}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change, index) => (
          <tr key={index}>
            <td title={moment(change.seen_at)}>{ago(change.seen_at)}</td>
            <td>
              <span class={`mark ${change.change}`}>{text.kinds[change.change] ?? change.change}</span>
              {isDangerous(change) ? <span class="mark danger">{text.danger}</span> : null}
            </td>
            {ofOneHost ? null : (
              <td>
                <button
                  type="button"
                  class="quiet"
                  onClick={() => go({ host: `${change.project}/${change.host_id}` })}
                >
                  {cellText(change.host_name ?? change.host_id)}
                </button>
              </td>
            )}
            <td>{whatOf(change)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether a dangerous port was opened, or an open one became dangerous. */
export function isDangerous({ status, change }: Change): boolean {
  return status === 'danger' && change !== 'removed';
}

function whatOf(change: Change): string {
  if (typeof change['port'] === 'number')
    return `${change['port']}/${String(change['protocol'])} ${cellText(change['listen_address'])} ${cellText(change['process_path'])}`;
  return Object.entries(change)
    .filter(([name, value]) => !ELSEWHERE.has(name) && value !== null && value !== '')
    .map(([, value]) => cellText(value))
    .join(' · ');
}
