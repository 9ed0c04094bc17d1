// Loaded into a program under test before its own code: tells what only the process itself can see. Answers any message
// with how long the event loop was held since the message before, and with what the process holds.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

// A busy machine takes the processor away for longer than our code ever holds the loop. So a second figure counts of each
// gap between two ticks only what the process itself worked.
let heldMs = 0;
let at = performance.now();
let worked = workedMs();
setInterval(() => {
  const now = performance.now();
  const worksNow = workedMs();
  heldMs = Math.max(heldMs, Math.min(now - at - RESOLUTION_MS, worksNow - worked));
  at = now;
  worked = worksNow;
}, RESOLUTION_MS).unref();

function workedMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

process.on('message', () => {
  const kinds = process.getActiveResourcesInfo();
  const of = (name) => kinds.filter((kind) => kind === name).length;
  process.send({
    stallMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    heldMs,
    sockets: of('TCPSocketWrap'),
    timers: of('Timeout'),
  });
  delay.reset();
  heldMs = 0;
});
// The channel must not keep alive what would end without it.
process.channel.unref();
