// A client in a process of its own that asks a service, over one kept connection, whether it lives. A client inside the
// test's process would also measure how long the test itself is busy with bodies of megabytes.
// Any message is answered with the time that each health call took since the message before, in milliseconds.
import { Agent, get } from 'node:http';

const EVERY_MS = 5;
const [url] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let took = [];

async function ask() {
  const asked = performance.now();
  await new Promise((resolve, reject) => {
    get(`${url}/health/live`, { agent }, (response) => response.resume().on('end', resolve)).on(
      'error',
      reject,
    );
  });
  took.push(performance.now() - asked);
}

process.on('message', () => {
  process.send(took);
  took = [];
});
process.on('disconnect', () => process.exit());

for (;;) {
  await ask();
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}
