import { Fault } from '../kernel/fault.js';
import type { UpstreamProject } from '../upstream/projects.js';
import { runExport } from '../upstream/hss/run-export.js';
import { adviceFor } from './advice.js';
import { within, type Seen } from './probe.js';

const MIB = 1024 * 1024;
const API = '/asset/export';
/** An export of the vendor took up to 3 minutes where others waited for it (source: FACTS of the vendor, section 5). */
const MOST_MS = 180_000;
const OPTIONS = {
  firstPollMs: 1_000,
  maxPollMs: 5_000,
  limits: { maxBytes: 64 * MIB, maxUnpackedBytes: 512 * MIB, stallMs: 15_000, attempts: 1 },
};
/** A port that few servers listen on, so that the file stays small. */
const FEW_ROWS = JSON.stringify({ port_string: '1' });

/** Makes one small export and reads its file. Cost: one call to start, a few to ask whether it is ready, one download. */
export async function checkExport(
  { exports }: UpstreamProject,
  enterpriseProjectId: string,
  callMs: number,
): Promise<Seen> {
  const check = 'export';
  const order = {
    type: 'port',
    columns: [
      { field: 'host_name', title: 'host_name' },
      { field: 'port', title: 'port' },
    ],
    searchParam: FEW_ROWS,
  } as const;
  try {
    const rows = await within(Math.max(callMs, MOST_MS), async (context) => {
      let count = 0;
      const scope = { category: 'host', enterpriseProjectId } as const;
      for await (const batch of runExport(exports, order, scope, OPTIONS, context)) count += batch.length;
      return count;
    });
    return { check, api: API, outcome: 'ok', text: `a file of ports was made and read, ${rows} row(s)` };
  } catch (error) {
    return { check, api: API, ...adviceFor(Fault.from(error)) };
  }
}
