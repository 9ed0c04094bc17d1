// Loaded into a program under test before its own code: tells what only the process itself can see. Answers any message
// with how long the event loop was held since the message before, and with what the process holds; `memory` with bytes in use.
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

// A busy machine takes the processor away for longer than our code ever holds the loop. So a second figure counts of each
// gap between two ticks only what the process itself worked; a third leaves out the pauses of the garbage collector, whose
// length follows from the whole heap and not from one request.
const LONGEST = 20;
const TOLD_WITHIN_MS = 20;
let gaps = [];
let collections = [];
let at = performance.now();
let worked = workedMs();
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) collections.push({ startTime, duration });
}).observe({ entryTypes: ['gc'] });
setInterval(() => {
  const now = performance.now();
  const worksNow = workedMs();
  gaps.push({ from: at, to: now, heldMs: Math.min(now - at - RESOLUTION_MS, worksNow - worked) });
  if (gaps.length > 10 * LONGEST) gaps = longest();
  at = now;
  worked = worksNow;
}, RESOLUTION_MS).unref();

function longest() {
  return gaps.sort((a, b) => b.heldMs - a.heldMs).slice(0, LONGEST);
}

function ownMs({ from, to, heldMs }) {
  const within = collections.filter(({ startTime }) => startTime >= from && startTime < to);
  return heldMs - within.reduce((sum, { duration }) => sum + duration, 0);
}

function workedMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

process.on('message', async (message) => {
  if (message === 'memory') return process.send(bytesInUse());
  // Pauses of the collector are told a little later than they happen.
  await new Promise((resolve) => setTimeout(resolve, TOLD_WITHIN_MS));
  const kinds = process.getActiveResourcesInfo();
  const of = (name) => kinds.filter((kind) => kind === name).length;
  process.send({
    stallMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    heldMs: Math.max(0, ...gaps.map(({ heldMs }) => heldMs)),
    ownMs: Math.max(0, ...longest().map(ownMs)),
    sockets: of('TCPSocketWrap'),
    timers: of('Timeout'),
  });
  delay.reset();
  gaps = [];
  collections = [];
});
/** Bytes that the process holds once all garbage is gone, on the heap and outside of it. */
function bytesInUse() {
  collect();
  // The collector frees a buffer one round after it found that nobody holds it.
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// The channel must not keep alive what would end without it.
process.channel.unref();
