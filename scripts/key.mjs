// Makes an API key. Prints it once, and the entry for the configuration, which has only its hash. Nothing is stored.
//   npm run key -- --name reports --scopes ports:read,assets:read --projects demo
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

const SCOPES = [
  'ports:read',
  'assets:read',
  'exports:read',
  'exports:write',
  'queries:write',
  'watches:read',
  'admin',
];
const USAGE = `usage: npm run key -- [--name NAME] [--scopes A,B] [--projects A,B]

  --name      names the caller in logs and limits; default key-<id>
  --scopes    default ports:read,assets:read; of: ${SCOPES.join(', ')}
  --projects  project aliases; default * (all)`;

let values;
try {
  ({ values } = parseArgs({
    options: {
      name: { type: 'string' },
      scopes: { type: 'string', default: 'ports:read,assets:read' },
      projects: { type: 'string', default: '*' },
      help: { type: 'boolean', default: false },
    },
  }));
} catch (error) {
  end(2, `${error.message}\n\n${USAGE}`);
}
if (values.help) end(0, USAGE);

const id = randomBytes(4).toString('hex');
const name = values.name ?? `key-${id}`;
const scopes = listOf(values.scopes);
const projects = listOf(values.projects);
const faults = [
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name)
    ? []
    : ['--name: 1 to 64 letters, digits, dots, dashes, underscores'],
  scopes.filter((scope) => !SCOPES.includes(scope)).map((scope) => `--scopes: there is no scope ${scope}`),
  projects
    .filter((alias) => !/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/.test(alias))
    .map((alias) => `--projects: ${alias} is no alias`),
].flat();
if (faults.length > 0) end(2, `${faults.join('\n')}\n\n${USAGE}`);

// 256 random bits: nothing that a fast hash would let anybody guess.
const key = `ptl_${id}_${randomBytes(32).toString('hex')}`;
console.log(`The key, shown this once; it goes into the header X-API-Key:

  ${key}

For auth.api_keys in the configuration, or for the file that auth.keys_file names:

  - name: ${name}
    sha256: ${createHash('sha256').update(key).digest('hex')} # of ptl_${id}_…
    scopes: [${scopes.map((scope) => `'${scope}'`).join(', ')}]
    projects: [${projects.map((alias) => `'${alias}'`).join(', ')}]`);

function listOf(text) {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function end(code, text) {
  (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}
