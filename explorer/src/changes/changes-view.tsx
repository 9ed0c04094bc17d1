import { useSignal } from '@preact/signals';
import { ProblemError } from 'portolan-client';
import { address } from '../address.js';
import { number, words } from '../language/language.js';
import { questionIn, typeIn } from '../question/question.js';
import { session } from '../session/session.js';
import { Problem } from '../shell/problem.js';
import { useLoaded } from '../shell/use-loaded.js';
import { ChangeList } from './change-list.js';
import { changeFilters, hasChanges, MOST_CHANGES, portsOpenNow, readChanges } from './read-changes.js';
import { OpenLine, openOverTime } from './open-over-time.js';
import { Timeline } from './timeline.js';

const DAY_MS = 86_400_000;
const SPANS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
type Span = keyof typeof SPANS;
/** Changes in the list; the timeline has all. A choice: more than anybody reads. */
const MOST_LISTED = 500;

/** What was added, removed and changed, of the type that the question is about. */
export function ChangesView() {
  const span = useSignal<Span>('week');
  const text = words.value.changes;
  const type = typeIn(address.value.q ?? '', session.value?.catalogue ?? [])?.type ?? 'port';
  if (!hasChanges(type)) return <p class="empty">{text.notKept}</p>;
  return (
    <>
      <div class="tools">
        <label class="filter">
          <span>{text.since}</span>
          <select value={span.value} onChange={(event) => (span.value = event.currentTarget.value as Span)}>
            {Object.entries(text.spans).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ChangesSince key={type} type={type} span={span.value} />
    </>
  );
}

function ChangesSince({ type, span }: { readonly type: string; readonly span: Span }) {
  const text = words.value.changes;
  const { q = '' } = address.value;
  const loaded = useLoaded(
    async (signal) => {
      const { portolan, catalogue } = session.value as NonNullable<typeof session.value>;
      const question = questionIn(q, catalogue);
      const asked = Array.isArray(question) ? {} : changeFilters(type, question.input);
      const until = Date.now();
      const since = until - SPANS[span];
      const input = { ...asked, since: new Date(since).toISOString() };
      const [changes, openNow] = await Promise.all([
        readChanges(portolan, type, input, signal),
        type === 'port' ? portsOpenNow(portolan, asked, signal) : undefined,
      ]);
      return { until, openNow, ...changes };
    },
    [q, type, span],
  ).value;
  if (loaded.kind === 'loading')
    return (
      <p class="waiting" aria-busy="true">
        {text.loading}
      </p>
    );
  if (loaded.kind === 'failed') {
    const isEarly = loaded.error instanceof ProblemError && loaded.error.kind === 'no-baseline';
    return isEarly ? <p class="empty">{text.noBaseline}</p> : <Problem error={loaded.error} />;
  }
  const { items, since, until, openNow } = loaded.value;
  if (items.length === 0) return <p class="empty">{text.none}</p>;
  const newest = [...items].sort((a, b) => (a.seen_at < b.seen_at ? 1 : -1));
  return (
    <div class="pictures">
      {openNow === undefined || items.length >= MOST_CHANGES ? null : (
        <OpenLine points={openOverTime(items, openNow, Date.parse(since), until)} />
      )}
      <Timeline changes={items} since={Date.parse(since)} until={until} />
      <section class="picture wide" aria-labelledby="list">
        <h2 id="list">
          {text.total(number(items.length))}
          {items.length >= MOST_CHANGES ? '+' : ''}
        </h2>
        {items.length > MOST_LISTED ? <p class="muted">{text.first(number(MOST_LISTED))}</p> : null}
        <div class="scrolls" tabIndex={0} role="group" aria-labelledby="list">
          <ChangeList changes={newest.slice(0, MOST_LISTED)} />
        </div>
      </section>
    </div>
  );
}
