import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { ProblemError } from 'portolan-client';
import { address, go } from '../address.js';
import { ChangeList } from '../changes/change-list.js';
import { readChanges } from '../changes/read-changes.js';
import { number, words } from '../language/language.js';
import { operationOf, type AssetTypeInfo } from '../question/question.js';
import type { Row } from '../reading/reading.js';
import { client, session } from '../session/session.js';
import { textOfError } from '../shell/problem.js';
import { useLoaded } from '../shell/use-loaded.js';
import { cellText } from '../table/cell-text.js';
import { chosenColumns } from '../table/columns.js';

const WEEK_MS = 7 * 86_400_000;
/** Facts of a host that stand at the top, in this order. */
const FACTS = [
  'host_ip',
  'public_ip',
  'os_name',
  'os_version',
  'group_name',
  'agent_status',
  'protect_status',
  'status',
  'asset_value',
  'tags',
] as const;

interface HostProps {
  readonly project: string;
  readonly id: string;
}

/** Everything about one host: its facts, the rows of all types, what changed. */
export function HostDrawer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [project = '', id = ''] = (address.value.host ?? '').split('/');
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Gives the focus back to where it was.
    return () => element?.close();
  }, []);
  const close = (): void => go({ host: undefined });
  return (
    <dialog ref={dialog} class="drawer" aria-labelledby="host-name" onClose={close}>
      <form method="dialog">
        <button type="submit">{words.value.host.close}</button>
      </form>
      <Facts key={id} project={project} id={id} />
      {[...(session.value?.catalogue ?? [])].sort(portsFirst).map((type) => (
        <TypeOfHost key={`${id}-${type.type}`} type={type} project={project} id={id} />
      ))}
      <ChangesOfHost key={`${id}-changes`} project={project} id={id} />
    </dialog>
  );
}

function portsFirst(a: AssetTypeInfo, b: AssetTypeInfo): number {
  return Number(b.type === 'port') - Number(a.type === 'port');
}

function Facts({ project, id }: HostProps) {
  const text = words.value.host;
  const loaded = useLoaded(
    (signal) => client().call('getHost', { host_id: id, project }, { signal }),
    [id],
  ).value;
  const host = loaded.kind === 'there' ? loaded.value : undefined;
  const ask = (): void =>
    go({
      q: `host_id:${id}${project === '' ? '' : ` project:${project}`}`,
      query: undefined,
      host: undefined,
      view: 'rows',
    });
  return (
    <section aria-label={text.facts}>
      <h2 id="host-name">{cellText(host?.host_name ?? text.title)}</h2>
      <p class="muted">
        {project} · <code>{id}</code>
      </p>
      {loaded.kind === 'failed' ? <p class="bad">{factFault(loaded.error)}</p> : null}
      {host === undefined ? null : (
        <dl>
          {FACTS.map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {Array.isArray(host[name])
                  ? host[name].map(cellText).join(', ') || '–'
                  : cellText(host[name])}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <button type="button" onClick={ask}>
        {text.ask}
      </button>
    </section>
  );
}

function factFault(error: unknown): string {
  return error instanceof ProblemError && error.status === 404
    ? words.value.host.unknown
    : textOfError(error);
}

interface TypeProps extends HostProps {
  readonly type: AssetTypeInfo;
}

/** Rows of one type; they are read when somebody opens it, ports at once. */
function TypeOfHost({ type, project, id }: TypeProps) {
  const isOpen = useSignal(type.type === 'port');
  return (
    <details open={isOpen.value} onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <h3>{words.value.types[type.type] ?? type.title}</h3>
      </summary>
      {isOpen.value ? <RowsOfHost type={type} project={project} id={id} /> : null}
    </details>
  );
}

function RowsOfHost({ type, project, id }: TypeProps) {
  const text = words.value.host;
  const loaded = useLoaded(
    async (signal) => {
      const rows: Row[] = [];
      let isComplete = true;
      const input = { host_ids: [id], project };
      const found = client().rows(operationOf(type.type) as 'queryPorts', input, {
        signal,
        onSummary: ({ complete }) => (isComplete = complete),
      });
      for await (const row of found) rows.push(row);
      return { rows, isComplete };
    },
    [id],
  ).value;
  if (loaded.kind === 'loading')
    return (
      <p class="muted" aria-busy="true">
        {words.value.reading.running} …
      </p>
    );
  if (loaded.kind === 'failed') return <p class="bad">{textOfError(loaded.error)}</p>;
  const { rows, isComplete } = loaded.value;
  const columns = chosenColumns(type).filter((name) => name !== 'host_name' && name !== 'host_ip');
  return (
    <>
      {isComplete ? null : <p class="warn">{text.missing}</p>}
      <p class="muted">{text.rows(number(rows.length))}</p>
      {rows.length === 0 ? null : (
        <div class="scrolls" tabIndex={0} role="group" aria-label={words.value.types[type.type]}>
          <table>
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={index}>
                  {columns.map((name) => (
                    <td key={name} class={row[name] === 'danger' ? 'bad' : undefined}>
                      {cellText(row[name])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function ChangesOfHost({ project, id }: HostProps) {
  const text = words.value.host;
  const loaded = useLoaded(
    (signal) => {
      const since = new Date(Date.now() - WEEK_MS).toISOString();
      return readChanges(client(), 'port', { since, project, host_ids: [id] }, signal);
    },
    [id],
  ).value;
  const fault = loaded.kind === 'failed' ? loaded.error : undefined;
  const isEarly = fault instanceof ProblemError && fault.kind === 'no-baseline';
  return (
    <section aria-label={text.changes}>
      <h3>{text.changes}</h3>
      {loaded.kind === 'loading' ? <p class="muted">…</p> : null}
      {fault === undefined ? null : <p class="muted">{isEarly ? text.noHistory : textOfError(fault)}</p>}
      {loaded.kind !== 'there' ? null : loaded.value.items.length === 0 ? (
        <p class="muted">{text.none}</p>
      ) : (
        <ChangeList changes={loaded.value.items} ofOneHost />
      )}
    </section>
  );
}
