// Writes what the command line says into the examples of the pages, while `npm run demo` runs in another terminal:
// ```console blocks that begin with `$ portolan`. Of a long answer the first rows and the last one stay.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'client', 'bin', 'portolan.js');
const COLUMNS = 100;
/** Lines of the longest answer that stands whole, and lines at the beginning of one that is cut. */
const LONGEST = 9;
const FIRST = 5;
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const env = {
  PORTOLAN_URL: 'http://127.0.0.1:3000',
  PORTOLAN_KEY: 'portolan-demo-key',
  ...process.env,
  TERM: 'xterm',
};

for (const page of ['README.md', 'client/README.md']) {
  const file = join(root, page);
  const text = readFileSync(file, 'utf8');
  const written = text.replace(
    /```console\n\$ portolan (.+)\n[\s\S]*?```/g,
    (_, args) => `\`\`\`console\n$ portolan ${args}\n${answerTo(args)}\n\`\`\``,
  );
  writeFileSync(file, written);
}

/** What a terminal shows in the end. */
function answerTo(args) {
  const line = `stty cols ${COLUMNS} rows 50; '${process.execPath}' '${program}' ${args}`;
  const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`portolan ${args}: exit code ${status}\n${stdout}`);
  const lines = stdout
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((each) => each.split('\r\x1b[K').at(-1).replace(COLOUR, ''))
    .slice(0, -1);
  if (lines.length <= LONGEST) return lines.join('\n');
  const left = lines.length - FIRST - 2;
  return [...lines.slice(0, FIRST), `… ${left} more rows …`, ...lines.slice(-2)].join('\n');
}
