import { useSignal } from '@preact/signals';
import type { Export } from 'portolan-client';
import { saveFile } from '../copy/save-file.js';
import { words } from '../language/language.js';
import { currentQuestion } from '../question/current-question.js';
import { client, mayDo } from '../session/session.js';
import { OrderList, StartOrder, type Order, type OrderAction } from '../shell/order-list.js';
import { Problem } from '../shell/problem.js';
import { usePolled } from '../shell/use-polled.js';
import { exportOrder, FORMATS, type Format } from './export-order.js';

const OPEN = new Set<Export['status']>(['queued', 'running']);

/** Exports: order one of the question on screen, follow all, fetch their files. */
export function ExportsView() {
  const text = words.value.orders;
  if (!mayDo('exports:read')) return <p class="empty">{text.noRight('exports:read')}</p>;
  return <Exports />;
}

function Exports() {
  const text = words.value.orders;
  const format = useSignal<Format>('csv');
  const { state, refresh } = usePolled(
    async (signal) => (await client().call('listExports', { limit: 100 }, { signal })).items,
    ({ status }) => OPEN.has(status),
  );
  const question = currentQuestion();
  const start = async (): Promise<void> => {
    if (question === undefined) return;
    await client().call('createExport', exportOrder(question, format.value));
    refresh();
  };
  const remove = async (id: string): Promise<void> => {
    await client().call('deleteExport', { id });
    refresh();
  };
  const actions = ({ id, status }: Order): readonly OrderAction[] => [
    ...(status === 'succeeded' ? [{ label: text.download, run: () => fetchFile(id) }] : []),
    {
      label: OPEN.has(status as Export['status']) ? text.cancel : text.remove,
      run: () => remove(id),
    },
  ];
  return (
    <>
      <StartOrder label={text.start} impossible={whyNot(question !== undefined)} start={start}>
        <label class="filter">
          <span>{text.format}</span>
          <select
            value={format.value}
            onChange={(event) => (format.value = event.currentTarget.value as Format)}
          >
            {FORMATS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
      </StartOrder>
      {state.value.kind === 'failed' ? <Problem error={state.value.error} again={refresh} /> : null}
      {state.value.kind === 'there' ? (
        <OrderList
          title={words.value.views.exports}
          orders={state.value.value.map(orderOf)}
          actions={actions}
          empty={text.none}
        />
      ) : null}
    </>
  );
}

function whyNot(hasQuestion: boolean): string | undefined {
  const text = words.value.orders;
  if (!mayDo('exports:write')) return text.noRight('exports:write');
  return hasQuestion ? undefined : text.needQuestion;
}

async function fetchFile(id: string): Promise<void> {
  const file = await client().download(id);
  saveFile(await new Response(file.body).blob(), file.name, file.mediaType);
}

function orderOf({
  id,
  status,
  asset_type,
  project,
  created_at,
  expires_at,
  rows,
  complete,
  failure,
  hosts,
}: Export): Order {
  return {
    id,
    status,
    asset_type,
    project,
    created_at,
    expires_at,
    rows,
    complete,
    failure: failure?.title,
    done: hosts === null ? undefined : { hosts: hosts.read, of: hosts.requested },
  };
}
