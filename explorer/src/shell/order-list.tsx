import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ago, moment, number, words } from '../language/language.js';
import { askAgainAfter } from '../session/session.js';
import { Problem } from './problem.js';

/** What exports and background queries have in common. */
export interface Order {
  readonly id: string;
  readonly status: string;
  readonly asset_type: string;
  readonly project: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly rows: number | null;
  readonly complete: boolean | null;
  readonly failure: string | undefined;
  /** Hosts done, of all; undefined where nobody knows. */
  readonly done: { readonly hosts: number; readonly of: number } | undefined;
}

/** A thing that can be done with an order. */
export interface OrderAction {
  readonly label: string;
  readonly run: () => Promise<void>;
}

interface OrderListProps {
  readonly title: string;
  readonly orders: readonly Order[];
  readonly actions: (order: Order) => readonly OrderAction[];
  readonly empty: string;
}

/** Orders and their state, the newest first. */
export function OrderList({ title, orders, actions, empty }: OrderListProps) {
  const text = words.value.orders;
  if (orders.length === 0) return <p class="empty">{empty}</p>;
  return (
    <div class="scrolls picture" tabIndex={0} role="group" aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.created}</th>
            <th scope="col">{text.type}</th>
            <th scope="col">{text.status}</th>
            <th scope="col" class="number">
              {text.rows}
            </th>
            <th scope="col">{text.actions}</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={order.id}>
              <td title={moment(order.created_at)}>{ago(order.created_at)}</td>
              <td>
                {words.value.types[order.asset_type] ?? order.asset_type}{' '}
                <span class="muted">{order.project}</span>
              </td>
              <td>
                <State order={order} />
              </td>
              <td class="number">{order.rows === null ? '–' : number(order.rows)}</td>
              <td>
                <Actions list={actions(order)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ order }: { readonly order: Order }) {
  const text = words.value.orders;
  const { status, done, complete, failure } = order;
  const isOpen = status === 'running' || status === 'queued';
  return (
    <>
      <span class={`state ${status}`}>{text.statuses[status] ?? status}</span>{' '}
      {isOpen && done !== undefined ? (
        <progress max={Math.max(1, done.of)} value={done.hosts} aria-label={text.progress} />
      ) : null}
      {status === 'succeeded' && complete !== null ? (
        <span class={complete ? 'muted' : 'warn'}>{complete ? text.complete : text.incomplete}</span>
      ) : null}
      {failure === undefined ? null : <span class="bad">{failure}</span>}
      {status === 'succeeded' ? <div class="muted">{text.expires(moment(order.expires_at))}</div> : null}
    </>
  );
}

function Actions({ list }: { readonly list: readonly OrderAction[] }) {
  const fault = useSignal<unknown>(undefined);
  const isBusy = useSignal(false);
  const run = async (action: OrderAction): Promise<void> => {
    isBusy.value = true;
    fault.value = undefined;
    try {
      await action.run();
    } catch (error) {
      if (!askAgainAfter(error)) fault.value = error;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <div class="tools">
      {list.map((action) => (
        <button key={action.label} type="button" disabled={isBusy.value} onClick={() => void run(action)}>
          {action.label}
        </button>
      ))}
      {fault.value === undefined ? null : <Problem error={fault.value} />}
    </div>
  );
}

interface StartProps {
  readonly label: string;
  /** Why nothing can be started; undefined when it can. */
  readonly impossible: string | undefined;
  readonly start: () => Promise<void>;
  readonly children?: ComponentChildren;
}

/** Begins a new order. */
export function StartOrder({ label, impossible, start, children }: StartProps) {
  return (
    <div class="tools">
      {impossible === undefined ? (
        <>
          {children}
          <Actions list={[{ label, run: start }]} />
        </>
      ) : (
        <p class="muted">{impossible}</p>
      )}
    </div>
  );
}
