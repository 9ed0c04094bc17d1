import { EXIT } from './failures.js';
import { destinationOf, formatOf, type Invocation } from './invocation.js';
import { cellText } from './table.js';

/** Writes one object: its members on lines for people, JSON for programs. */
export async function writeObject(invocation: Invocation, object: object): Promise<number> {
  const to = destinationOf(invocation);
  const format = formatOf(invocation, ['table', 'json', 'ndjson'], to.isTerminal ? 'table' : 'json');
  const lines = linesOf(object);
  const width = Math.max(...lines.map(([name]) => name.length));
  const table = lines.map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}\n`).join('');
  await to.write(format === 'table' ? table : `${JSON.stringify(object)}\n`);
  await to.end();
  return EXIT.complete;
}

/** An object as lines, what is inside of it under names with dots. */
function linesOf(value: object, prefix = ''): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? linesOf(each, `${prefix}${name}.`)
      : [[prefix + name, each] as const],
  );
}
