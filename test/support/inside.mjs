// Loaded into a program under test before its own code: tells what only the process itself can see. Answers any message
// with the longest stall of the event loop since the message before, and with what the process holds.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();

process.on('message', () => {
  const kinds = process.getActiveResourcesInfo();
  const of = (name) => kinds.filter((kind) => kind === name).length;
  process.send({
    stallMs: Math.max(0, delay.max / 1e6 - RESOLUTION_MS),
    sockets: of('TCPSocketWrap'),
    timers: of('Timeout'),
  });
  delay.reset();
});
// The channel must not keep alive what would end without it.
process.channel.unref();
