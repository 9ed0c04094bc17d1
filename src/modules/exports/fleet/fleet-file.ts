import { csvLine } from '../../../rest/answers/csv-line.js';
import type { ExportColumn } from '../../../upstream/hss/export-columns.js';
import type { FleetFormat } from '../export-record.js';
import { cellsOf, type Pieces } from './row-cells.js';
import type { RowBatches, Tally } from './tally.js';
import { workbook } from './workbook.js';

/**
 * The rows as a file. After them it says itself what is missing: each host that could not be read, and the outcome at
 * its very end.
 */
export function fleetFile(
  format: FleetFormat,
  columns: readonly ExportColumn[],
  batches: RowBatches,
  tally: Tally,
): Pieces {
  switch (format) {
    case 'csv':
      return csv(columns, batches, tally);
    case 'ndjson':
      return ndjson(columns, batches, tally);
    case 'xlsx':
      return workbook(columns, batches, tally);
  }
}

/** As the queries give it: failures and outcome are rows of one cell that begins with `#`. */
async function* csv(columns: readonly ExportColumn[], batches: RowBatches, tally: Tally): Pieces {
  yield csvLine(columns.map(({ title }) => title));
  for await (const rows of batches) yield rows.map((row) => csvLine(cellsOf(row, columns))).join('');
  for (const { project, host_id, code, title } of tally.failures)
    yield csvLine([`# failure project=${project} host_id=${host_id} code=${code} ${title}`]);
  const { summary } = tally;
  if (summary === undefined) return;
  const { requested, answered, failed } = summary.hosts;
  yield csvLine([
    `# summary complete=${summary.complete} items=${tally.rows} hosts_requested=${requested} hosts_answered=${answered} hosts_failed=${failed} as_of=${summary.as_of}`,
  ]);
}

async function* ndjson(columns: readonly ExportColumn[], batches: RowBatches, tally: Tally): Pieces {
  const line = (type: string, value: unknown): string => `${JSON.stringify({ type, [type]: value })}\n`;
  for await (const rows of batches) {
    let text = '';
    for (const row of rows) {
      const cells = cellsOf(row, columns);
      text += line('item', Object.fromEntries(columns.map(({ field }, at) => [field, cells[at]])));
    }
    yield text;
  }
  for (const failure of tally.failures) yield line('failure', failure);
  const { summary } = tally;
  if (summary === undefined) return;
  const { complete, hosts, as_of } = summary;
  yield line('summary', { complete, hosts, items: tally.rows, as_of });
}
