import type { BackgroundQuery, Portolan, QuestionOf } from '../index.js';
import { EXIT } from './failures.js';
import { UsageError } from './flag.js';
import type { Invocation } from './invocation.js';
import { writeObject } from './object-output.js';
import { rowsAnswer } from './rows-answer.js';
import type { AnyRow } from './table.js';

/** Lists background queries, or does something with one. */
export async function manageQueries(invocation: Invocation, portolan: Portolan): Promise<number> {
  const { type: action, id, signal, terminal, quiet } = invocation;
  if (action === 'list') return listQueries(invocation, portolan);
  if (id === undefined)
    throw new UsageError(`queries ${action} takes the id of a query; portolan queries lists yours`);
  if (action === 'items')
    return rowsOf(invocation, portolan, await portolan.call('getQuery', { id }, { signal }));
  if (action === 'cancel') {
    await portolan.queries.cancel(id, { signal });
    if (!quiet) terminal.stderr.write('portolan: the query is cancelled, or was over and is forgotten\n');
    return EXIT.complete;
  }
  const query =
    action === 'retry'
      ? await portolan.queries.retry(id, { signal })
      : await portolan.call('getQuery', { id }, { signal });
  return writeObject(invocation, query);
}

/** Orders a query and writes its rows. It goes on when this program ends. */
export async function rowsOfNewQuery(
  invocation: Invocation,
  portolan: Portolan,
  question: object,
): Promise<number> {
  const { type, signal, terminal, quiet } = invocation;
  if (type === undefined)
    throw new UsageError(`--background goes with a type: ${invocation.command.types.join(', ')}`);
  // Whether the question is right is for the service to say: the flags are those of its document.
  const asked = { ...question, asset_type: type } as QuestionOf<'port'>;
  const query = await portolan.queries.start(asked, { signal });
  if (!quiet)
    terminal.stderr.write(
      `portolan: query ${query.id} goes on without you; portolan queries items ${query.id} gives its rows\n`,
    );
  return rowsOf(invocation, portolan, query);
}

function rowsOf(invocation: Invocation, portolan: Portolan, query: BackgroundQuery): Promise<number> {
  const { asset_type: type } = query;
  return rowsAnswer(invocation, type === 'port' ? 'ports' : type).write(({ onProgress, ...told }) =>
    portolan.queries.rows(query, { ...told, onProgress: ({ progress }) => onProgress(progress) }),
  );
}

function listQueries(invocation: Invocation, portolan: Portolan): Promise<number> {
  const answer = rowsAnswer(invocation);
  const isForPeople = answer.format === 'table' || answer.format === 'csv';
  return answer.write(async function* ({ signal }) {
    for await (const { items } of portolan.pages('listQueries', {}, { signal }))
      for (const query of items) yield isForPeople ? lineOf(query) : query;
  });
}

/** A query as one line. */
function lineOf({ id, status, asset_type, plan, created_at, progress }: BackgroundQuery): AnyRow {
  const { done, total } = progress.hosts;
  return { id, status, asset_type, hosts: `${done} of ${total}`, rows: progress.items, plan, created_at };
}
