import { words } from '../language/language.js';
import type { Asked } from '../reading/current.js';
import { askAgain } from '../reading/current.js';
import { Problem } from '../shell/problem.js';
import { RowsTable } from './rows-table.js';
import { TableTools } from './table-tools.js';

/** The rows of the question on screen, or why there are none. */
export function RowsView({ asked }: { readonly asked: Asked }) {
  const { reading, type } = asked;
  const text = words.value.table;
  const isEmpty = reading.version.value >= 0 && reading.rows.length === 0;
  const phase = reading.phase.value;
  if (reading.problem.value !== undefined)
    return <Problem error={reading.problem.value} again={() => askAgain.value++} />;
  if (isEmpty) return <p class="empty">{phase === 'running' ? text.waiting : text.empty}</p>;
  return (
    <>
      <TableTools asked={asked} />
      <RowsTable reading={reading} type={type} />
    </>
  );
}
