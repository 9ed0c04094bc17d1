import type { Answer, Row as ClientRow } from 'portolan-client';
import { useSignal } from '@preact/signals';
import { ChangeList } from '../changes/change-list.js';
import type { Change } from '../changes/read-changes.js';
import { Timeline } from '../changes/timeline.js';
import { ago, duration, moment, number, words } from '../language/language.js';
import { client, mayDo } from '../session/session.js';
import { Problem } from '../shell/problem.js';
import { useLoaded } from '../shell/use-loaded.js';
import { usePolled } from '../shell/use-polled.js';

type Watch = Answer<'listWatches'>['items'][number];
type WatchChange = ClientRow<'listWatchChanges'>;

/** Changes of one watch that are shown, the newest. A choice: more than anybody reads. */
const MOST_SHOWN = 500;

/** The watches of the configuration, and what each has found. */
export function WatchesView() {
  const text = words.value.orders;
  if (!mayDo('watches:read')) return <p class="empty">{text.noRight('watches:read')}</p>;
  return <Watches />;
}

function Watches() {
  const text = words.value.watches;
  const chosen = useSignal<string | undefined>(undefined);
  const { state, refresh } = usePolled(
    async (signal) => (await client().call('listWatches', {}, { signal })).items,
    ({ status }) => status === 'starting',
  );
  if (state.value.kind === 'failed') return <Problem error={state.value.error} again={refresh} />;
  if (state.value.kind === 'loading') return <p class="waiting" aria-busy="true" />;
  const watches = state.value.value;
  if (watches.length === 0) return <p class="empty">{text.none}</p>;
  const shown = chosen.value ?? watches[0]?.name;
  return (
    <div class="pictures">
      {watches.map((watch) => (
        <OneWatch
          key={watch.name}
          watch={watch}
          isChosen={watch.name === shown}
          choose={() => (chosen.value = watch.name)}
        />
      ))}
      {shown === undefined ? null : <Found key={shown} name={shown} />}
    </div>
  );
}

interface OneWatchProps {
  readonly watch: Watch;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

function OneWatch({ watch, isChosen, choose }: OneWatchProps) {
  const text = words.value.watches;
  const { webhook, failure } = watch;
  const facts: readonly (readonly [string, string])[] = [
    [text.every, duration(watch.interval_s * 1_000)],
    [text.looked, watch.looked_at === null ? text.never : ago(watch.looked_at)],
    [text.since, watch.baseline_at === null ? text.never : moment(watch.baseline_at)],
    [
      text.tells,
      watch.tell.map((each) => words.value.changes.kinds[each] ?? words.value.changes.danger).join(', '),
    ],
    ...(webhook === null
      ? []
      : [
          [
            text.webhook,
            text.deliveries(webhook.host, number(webhook.delivered), number(webhook.pending)),
          ] as const,
        ]),
  ];
  return (
    <section class="picture" aria-labelledby={`watch-${watch.name}`}>
      <h2 id={`watch-${watch.name}`}>
        {watch.name} <small>{words.value.types[watch.asset_type] ?? watch.asset_type}</small>
      </h2>
      <p class={`state ${watch.status === 'failing' ? 'failed' : 'succeeded'}`}>
        {text.statuses[watch.status] ?? watch.status}
        {failure === null ? '' : `: ${failure.code}`}
      </p>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" aria-pressed={isChosen} onClick={choose}>
        {words.value.changes.total(number(watch.changes))}
      </button>
    </section>
  );
}

/** What a watch has found, the newest first, and when. */
function Found({ name }: { readonly name: string }) {
  const text = words.value.watches;
  const loaded = useLoaded(
    (signal) => client().call('listWatchChanges', { name, limit: MOST_SHOWN }, { signal }),
    [name],
  ).value;
  if (loaded.kind === 'loading') return <p class="waiting" aria-busy="true" />;
  if (loaded.kind === 'failed') return <Problem error={loaded.error} />;
  const changes = loaded.value.items.map(changeOf);
  const oldest = changes.at(-1);
  return (
    <>
      {oldest === undefined ? null : (
        <Timeline changes={changes} since={Date.parse(oldest.seen_at)} until={Date.now()} />
      )}
      <section class="picture wide" aria-labelledby="found">
        <h2 id="found">{text.found(name)}</h2>
        {changes.length === 0 ? (
          <p class="muted">{words.value.changes.none}</p>
        ) : (
          <ChangeList changes={changes} />
        )}
      </section>
    </>
  );
}

/** A change of a watch in the shape of a change of the fleet. */
function changeOf({ change, seen_at, row }: WatchChange): Change {
  return { ...(row as Omit<Change, 'change' | 'seen_at'>), change, seen_at } as Change;
}
