import type { AssetType, BackgroundQuery, QuestionOf } from 'portolan-client';
import { address, go } from '../address.js';
import { words } from '../language/language.js';
import { currentQuestion } from '../question/current-question.js';
import { typeIn } from '../question/question.js';
import { client, mayDo, session } from '../session/session.js';
import { OrderList, StartOrder, type Order, type OrderAction } from '../shell/order-list.js';
import { Problem } from '../shell/problem.js';
import { usePolled } from '../shell/use-polled.js';

const OPEN = new Set(['queued', 'running']);

/** Background queries: ask the question on screen in the background, follow all, show their rows. */
export function QueriesView() {
  const text = words.value.orders;
  const { state, refresh } = usePolled(
    async (signal) => (await client().call('listQueries', { limit: 100 }, { signal })).items,
    ({ status }) => OPEN.has(status),
  );
  const question = currentQuestion();
  const start = async (): Promise<void> => {
    if (question === undefined) return;
    const { plan: _, ...input } = question.input;
    const asked = { asset_type: question.type.type, include: 'host', ...input };
    await client().queries.start(asked as QuestionOf<AssetType>);
    refresh();
  };
  const then = (work: Promise<unknown>): Promise<void> => work.then(refresh);
  const actions = ({ id, status, asset_type: type, complete }: Order): readonly OrderAction[] => [
    { label: text.open, run: () => Promise.resolve(openRows(id, type)) },
    ...(status === 'succeeded' && complete === false
      ? [{ label: text.retry, run: () => then(client().queries.retry(id)) }]
      : []),
    { label: OPEN.has(status) ? text.cancel : text.remove, run: () => then(client().queries.cancel(id)) },
  ];
  return (
    <>
      <StartOrder label={text.startQuery} impossible={whyNot(question !== undefined)} start={start} />
      <p class="muted">{text.queryText}</p>
      {state.value.kind === 'failed' ? <Problem error={state.value.error} again={refresh} /> : null}
      {state.value.kind === 'there' ? (
        <OrderList
          title={words.value.views.queries}
          orders={state.value.value.map(orderOf)}
          actions={actions}
          empty={text.noneQueries}
        />
      ) : null}
    </>
  );
}

function whyNot(hasQuestion: boolean): string | undefined {
  const text = words.value.orders;
  if (!mayDo('queries:write')) return text.noRight('queries:write');
  return hasQuestion ? undefined : text.needQuestion;
}

/** Shows the rows of a query. The question in the box keeps its type, since the columns depend on it. */
function openRows(query: string, type: string): void {
  const { q = '' } = address.value;
  const isSameType = typeIn(q, session.value?.catalogue ?? [])?.type === type;
  go({ query, q: isSameType ? q : type === 'port' ? '' : `type:${type}`, view: 'rows', host: undefined });
}

function orderOf({
  id,
  status,
  asset_type,
  projects,
  created_at,
  expires_at,
  summary,
  failure,
  progress,
}: BackgroundQuery): Order {
  return {
    id,
    status,
    asset_type,
    project: projects.join(', '),
    created_at,
    expires_at,
    rows: progress.items,
    complete: summary?.complete ?? null,
    failure: failure?.title,
    done: { hosts: progress.hosts.done, of: progress.hosts.total },
  };
}
