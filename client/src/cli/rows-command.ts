import type { OperationId, Portolan } from '../index.js';
import { OPERATIONS } from '../operations.js';
import { ownFlag, questionOf, type Invocation } from './invocation.js';
import { UsageError } from './flag.js';
import { rowsOfNewQuery } from './queries-command.js';
import { fieldsOf, rowsAnswer } from './rows-answer.js';
import type { RowFormat } from './rows-output.js';
import type { AnyRow } from './table.js';

/** Most rows of one page. Source: `limit` in the OpenAPI document. */
const MOST_OF_PAGE = 1_000;
/** Most hosts of a question that the service sorts: more of them take several requests. */
const MOST_SORTED = 100_000;

/** Where the question of a command goes. */
function placeOf({ command, type }: Invocation): readonly ['GET' | 'POST', string] {
  switch (command.name) {
    case 'ports':
      return ['POST', '/v1/ports/query'];
    case 'summary':
      return ['POST', '/v1/ports/summary'];
    case 'hosts':
      return ['GET', '/v1/hosts'];
    case 'changes':
      return ['GET', type === 'port' ? '/v1/ports/changes' : `/v1/assets/${type}/changes`];
    default:
      return type === undefined ? ['GET', '/v1/assets'] : ['POST', `/v1/assets/${type}/query`];
  }
}

function operationAt([method, path]: readonly [string, string]): OperationId {
  const found = Object.entries(OPERATIONS).find(([, each]) => each[0] === method && each[1] === path);
  if (found === undefined) throw new UsageError(`${method} ${path} is not known to this version`);
  return found[0] as OperationId;
}

/** Answers a question about rows. */
export async function listRows(invocation: Invocation, portolan: Portolan): Promise<number> {
  const place = placeOf(invocation);
  const limit = limitOf(invocation);
  const later = invocation.given['background'] === true;
  if (later && limit !== undefined) throw new UsageError('--limit does not go with --background');
  const question = {
    ...(await questionOf(invocation, place[0] === 'POST')),
    ...shapeOf(invocation),
    ...(limit === undefined ? {} : { limit: Math.min(limit, MOST_OF_PAGE) }),
  };
  if (later) return rowsOfNewQuery(invocation, portolan, question);
  const answer = rowsAnswer(invocation);
  // Which operation it is and whether the question fits is known only now, so the service judges it.
  const asked = sorted(invocation, answer.format, question);
  const by = limit === undefined ? 'stream' : 'pages';
  return answer.write(
    (told) =>
      portolan.rows(operationAt(place) as 'queryPorts', asked, { ...told, by }) as AsyncIterable<AnyRow>,
    limit,
  );
}

function limitOf(invocation: Invocation): number | undefined {
  const text = ownFlag(invocation, 'limit');
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--limit takes a whole number from 1, not ${JSON.stringify(text)}`);
}

/** What rows shall have: the members that `--fields` names, and the names of their hosts. */
function shapeOf(invocation: Invocation): object {
  const fields = fieldsOf(invocation);
  const withHost =
    invocation.command.name === 'ports' ||
    (invocation.command.name === 'assets' && invocation.type !== undefined);
  return { ...(withHost ? { include: 'host' } : {}), ...(fields === undefined ? {} : { fields }) };
}

/** People read a table from the top, so its hosts stand in order; a pipe gets rows as they come. */
function sorted(
  invocation: Invocation,
  format: RowFormat,
  question: Readonly<Record<string, unknown>>,
): object {
  const hosts = question['host_ids'] as readonly string[] | undefined;
  const free =
    invocation.flags.has('sort') && question['sort'] === undefined && question['limit'] === undefined;
  return format === 'table' && free && (hosts?.length ?? 0) <= MOST_SORTED
    ? { ...question, sort: ['host'] }
    : question;
}
