import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ago, duration, number, words } from '../language/language.js';
import { askAgain } from './current.js';
import { pointsLeft } from '../session/session.js';
import { PlanNote } from './plan-note.js';
import type { Reading } from './reading.js';

/** Silence after which a person is told that it is slow, in milliseconds. A choice. */
const SILENT_MS = 4_000;

/** How far the reading is while it runs, and what it cost afterwards. */
export function StatusStrip({ reading }: { readonly reading: Reading }) {
  const isRunning = reading.phase.value === 'running';
  return (
    <section class="status" aria-label={words.value.reading.running}>
      {isRunning ? <Running reading={reading} /> : <Ended reading={reading} />}
      <Spoken reading={reading} />
    </section>
  );
}

function Running({ reading }: { readonly reading: Reading }) {
  const text = words.value.reading;
  const progress = reading.progress.value;
  const failed = reading.version.value >= 0 ? reading.failures.length : 0;
  const { done = 0, total = 0 } = progress?.hosts ?? {};
  return (
    <>
      <progress
        max={Math.max(1, total)}
        value={progress === undefined ? undefined : done}
        aria-label={text.running}
      />
      <p>
        <strong>{text.hosts(number(done), number(total))}</strong>
        {total > done ? <span>{text.left(number(total - done))}</span> : null}
        {failed > 0 ? <span class="bad">{text.failed(number(failed))}</span> : null}
        <span>{text.rows(number(reading.rows.length))}</span>
        <Price reading={reading} />
        {typeof progress?.eta_ms === 'number' ? <span>{text.rest(duration(progress.eta_ms))}</span> : null}
        {reading.connections.value > 1 ? <span class="warn">{text.again}</span> : null}
        <PointsLeft />
        <Silence reading={reading} />
      </p>
      <button type="button" onClick={() => reading.cancel()}>
        {text.cancel}
      </button>
    </>
  );
}

/** How the rows are being read and what that is expected to cost, before it is known. */
function Price({ reading }: { readonly reading: Reading }) {
  const { plan, estimated_calls: calls, hosts } = reading.price.value ?? {};
  if (plan === undefined || calls === undefined || hosts === undefined) return null;
  return (
    <span>
      <b>{plan}</b> {words.value.plan.expected(number(calls), number(hosts.total))}
    </span>
  );
}

/** What is left of the caller's budget in this minute; a warning once less than half of it is. */
function PointsLeft() {
  const points = pointsLeft.value;
  if (points === undefined) return null;
  const isLow = points.remaining < points.limit / 2;
  return (
    <span class={isLow ? 'warn' : undefined}>{words.value.reading.points(number(points.remaining))}</span>
  );
}

/** Says that nothing comes, once that lasts. */
function Silence({ reading }: { readonly reading: Reading }) {
  const silentMs = useSignal(0);
  useEffect(() => {
    const timer = setInterval(() => (silentMs.value = performance.now() - reading.heardAt.value), 1_000);
    return () => clearInterval(timer);
  }, [reading]);
  if (silentMs.value < SILENT_MS) return null;
  return <span class="warn">{words.value.reading.silent(duration(silentMs.value))}</span>;
}

function Ended({ reading }: { readonly reading: Reading }) {
  const text = words.value.reading;
  const summary = reading.summary.value;
  const rows = reading.version.value >= 0 ? reading.rows.length : 0;
  return (
    <>
      <p>
        <strong>{text.rows(number(rows))}</strong>
        {summary === undefined ? null : (
          <>
            <span>{text.hosts(number(summary.hosts.answered), number(summary.hosts.requested))}</span>
            <span>
              {text.calls(number(summary.upstream_calls))} {text.took(duration(summary.elapsed_ms))}
            </span>
            {summary.cache_hits > 0 ? <span>{text.cached(number(summary.cache_hits))}</span> : null}
            <span>{text.asOf(ago(summary.as_of))}</span>
            <PlanNote summary={summary} />
          </>
        )}
        <PointsLeft />
      </p>
      <button type="button" onClick={() => askAgain.value++}>
        {text.reload}
      </button>
    </>
  );
}

/** What a screen reader hears: the beginning and the end, not every step. */
function Spoken({ reading }: { readonly reading: Reading }) {
  const said = useSignal('');
  useSignalEffect(() => {
    const text = words.value.reading;
    said.value = reading.phase.value === 'running' ? text.running : text.rows(number(reading.rows.length));
  });
  return (
    <p class="unseen" role="status">
      {said.value}
    </p>
  );
}
