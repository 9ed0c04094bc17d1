import { OPERATIONS } from 'portolan-client';
import type { Asked } from '../reading/current.js';
import { serviceUrl } from '../settings.js';

/** Stands where the reader's own key goes: the key itself is never written anywhere. */
const KEY = '$PORTOLAN_KEY';
/** Members of a question that are about this page alone. */
const OWN_MEMBERS = new Set(['explain']);

function inputOf({ source }: Asked): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(source.input).filter(([name]) => !OWN_MEMBERS.has(name)));
}

/** Returns the question as a command of curl. */
export function curlOf(asked: Asked): string {
  const [method, template] = OPERATIONS[asked.source.operation];
  const { id, ...body } = inputOf(asked);
  const url = serviceUrl + template.replace('{id}', encodeURIComponent(String(id)));
  const start = `curl -s ${shellWord(url)} -H "X-API-Key: ${KEY}" -H 'Accept: application/x-ndjson'`;
  return method === 'GET'
    ? start
    : `${start} \\\n  -H 'Content-Type: application/json' -d ${shellWord(JSON.stringify(body))}`;
}

/** Returns the question as a program with the client. */
export function typescriptOf(asked: Asked): string {
  const { operation } = asked.source;
  return [
    "import { Portolan } from 'portolan-client';",
    '',
    `const portolan = new Portolan({ url: ${JSON.stringify(serviceUrl)}, key: process.env.PORTOLAN_KEY });`,
    '',
    `for await (const row of portolan.rows(${JSON.stringify(operation)}, ${JSON.stringify(inputOf(asked), null, 2)}))`,
    '  console.log(row);',
    '',
  ].join('\n');
}

/** Returns the question for the command line; undefined for rows of a background query, which it does not show. */
export function commandOf(asked: Asked): string | undefined {
  if (asked.source.operation === 'listQueryItems') return undefined;
  const { hosts = {}, include: _, ...rest } = inputOf(asked);
  const { type } = asked.type;
  const flags = [
    ...Object.entries(rest).map(([name, value]) => flagOf(name, value)),
    ...Object.entries(hosts as object).map(([name, value]) => flagOf(`host_${name}`, value)),
  ];
  const command = type === 'port' ? 'portolan ports' : `portolan assets ${type}`;
  return [`PORTOLAN_URL=${shellWord(serviceUrl)} PORTOLAN_KEY="${KEY}" ${command}`, ...flags].join(' ');
}

function flagOf(name: string, value: unknown): string {
  const flag = `--${name.replaceAll('_', '-')}`;
  if (typeof value === 'boolean') return value ? flag : `--no-${flag.slice(2)}`;
  return `${flag} ${shellWord([value].flat().join(','))}`;
}

/** Returns a text as one word of a shell, whatever is in it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
