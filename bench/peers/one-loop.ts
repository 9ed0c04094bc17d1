// All rows of a fleet in pages of 200, parsed, mapped and written as NDJSON to nowhere in one loop of one process: the least work
// that any program does for them. The pages are made beforehand and not counted.
import { openSync, writeSync } from 'node:fs';
import { RowCheck, type RowIdentity } from '../measure.js';
import { mapPort, type WirePort } from './wire-port.js';

const PAGE = 200;
/** Pages in memory at a time. */
const BATCH = 250;

export interface LoopAnswer {
  readonly rows: number;
  readonly cpuMs: number;
  readonly check: string;
}

const nowhere = openSync('/dev/null', 'w');

function work(pages: readonly Buffer[]): void {
  for (const page of pages) {
    const { data_list: rows } = JSON.parse(page.toString()) as { readonly data_list: readonly WirePort[] };
    let lines = '';
    for (const row of rows) lines += `{"type":"item","item":${JSON.stringify(mapPort(row))}}\n`;
    writeSync(nowhere, Buffer.from(lines));
  }
}

async function run(url: string): Promise<LoopAnswer> {
  const check = new RowCheck();
  let cpuUs = 0;
  let pages: Buffer[] = [];
  let page: string[] = [];
  const endPage = (): void => {
    if (page.length > 0) pages.push(Buffer.from(`{"total_num":0,"data_list":[${page.join(',')}]}`));
    page = [];
  };
  const endBatch = (): void => {
    const before = process.cpuUsage();
    work(pages);
    const used = process.cpuUsage(before);
    cpuUs += used.user + used.system;
    pages = [];
  };
  const response = await fetch(`${url}/__emulator/fleet/ports`);
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      check.add(JSON.parse(line) as RowIdentity);
      page.push(line);
      if (page.length === PAGE) endPage();
    }
    if (pages.length >= BATCH) endBatch();
  }
  endPage();
  endBatch();
  return { rows: check.rows, cpuMs: cpuUs / 1_000, check: check.text };
}

process.on('message', (order: { readonly url: string }) => {
  run(order.url).then(
    (answer) => process.send?.(answer),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
