import { startCloud, type Cloud } from '../cloud.js';
import { KEY, startPortolan, type Portolan } from '../portolan.js';
import { ratio, type Figure, type Row } from '../row.js';

const LATENCY_MS = 20;
const QUESTIONS = [
  { name: 'port=22', path: '/v1/ports?hosts=all&port=22&limit=1000' },
  { name: 'summary', path: '/v1/ports/summary?hosts=all&group_by=port' },
];

export const wholeFleetQuestions: Row = {
  id: 'P9',
  work: '`hosts=all&port=22` and `summary?group_by=port`, cold (max_age=0) and from a snapshot; upstream 20 ms',
  reference: 'the time in which at least one of its upstream calls was open',
  async run({ quick, seed }) {
    const figures: Figure[] = [];
    const notes = ['The reference of an answer from a snapshot is the cold one.'];
    let rowsEqual = true;
    for (const servers of quick ? [200] : [1_000, 10_000]) {
      const cloud = await startCloud(servers, LATENCY_MS, seed);
      const portolan = await startPortolan(cloud);
      try {
        await cloud.set({ call_log: 100_000 });
        for (const { name, path } of QUESTIONS) {
          const cold: Answer[] = [];
          const open: number[] = [];
          const kept: Answer[] = [];
          const rounds = quick ? 1 : 5;
          // The first round only warms up.
          for (let round = 0; round <= rounds; round++) {
            await cloud.clear();
            const answer = await ask(portolan, `${path}&max_age=0`);
            if (round === 0) continue;
            cold.push(answer);
            open.push(await openMs(cloud));
          }
          await ask(portolan, `${path}&max_age=600`);
          await cloud.clear();
          for (let round = 0; round < rounds; round++) kept.push(await ask(portolan, `${path}&max_age=600`));
          const calls = await cloud.calls();
          if (calls > 0)
            notes.push(
              `${name}, ${servers} servers: ${calls} upstream calls for ${rounds} answers from a snapshot.`,
            );
          rowsEqual &&= [...cold, ...kept].every(({ rows }) => rows === cold[0]?.rows);
          const size = servers.toLocaleString('en-GB').replaceAll(',', ' ');
          const ms = (answers: readonly Answer[]): number[] => answers.map((each) => each.ms);
          const snapshot = ratio('', ms(kept), ms(cold), 'ms');
          figures.push(ratio(`${name}, cold, ${size} servers`, ms(cold), open, 'ms', { atMost: 1.2 }), {
            ...snapshot,
            name: `${name}, from a snapshot, ${size} servers`,
            value: snapshot.ours,
            unit: 'ms',
            ...(servers === 10_000 ? { atMost: 30 } : {}),
          });
        }
      } finally {
        await portolan.stop();
        await cloud.child.stop();
      }
    }
    return {
      figures,
      rowsEqual,
      notes,
    };
  },
};

interface Answer {
  readonly ms: number;
  readonly rows: string;
}

async function ask({ pool }: Portolan, path: string): Promise<Answer> {
  const started = performance.now();
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers: { 'x-api-key': KEY } });
  const text = await body.text();
  const ms = performance.now() - started;
  if (statusCode !== 200) throw new Error(`${path}: ${statusCode} ${text}`);
  return { ms, rows: JSON.stringify((JSON.parse(text) as { readonly items: unknown }).items) };
}

/** Returns for how long at least one call was open, in milliseconds. */
async function openMs(cloud: Cloud): Promise<number> {
  const text = await (await fetch(`${cloud.url}/__emulator/calls/log`)).text();
  const calls = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly at_ms: number; readonly took_ms: number })
    .sort((a, b) => a.at_ms - b.at_ms);
  let open = 0;
  let until = -Infinity;
  for (const { at_ms: from, took_ms: took } of calls) {
    open += Math.max(0, from + took - Math.max(from, until));
    until = Math.max(until, from + took);
  }
  return open;
}
