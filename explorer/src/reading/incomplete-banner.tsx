import type { Failure } from 'portolan-client';
import { go } from '../address.js';
import { number, words } from '../language/language.js';
import { isOneHost, MOST_ROWS, type Reading } from './reading.js';

/** Says what is missing from the answer and why, and reads the missing hosts again. Nothing while nothing is missing. */
export function IncompleteBanner({ reading }: { readonly reading: Reading }) {
  if (!reading.isIncomplete.value) return null;
  const text = words.value.banner;
  const { failures } = reading;
  const isRunning = reading.phase.value === 'running';
  return (
    <section class="banner" aria-labelledby="incomplete">
      <h2 id="incomplete">{text.incomplete}</h2>
      <p>{sentence(reading)}</p>
      {failures.length === 0 ? null : <Reasons failures={failures} />}
      {failures.some(({ code }) => code === 'deadline') ? (
        <p>
          {text.late}{' '}
          <button type="button" class="quiet" onClick={() => go({ view: 'queries' })}>
            {words.value.views.queries}
          </button>
        </p>
      ) : null}
      {!isRunning && failures.some(isOneHost) ? (
        <button type="button" onClick={() => void reading.retryFailures()}>
          {text.retry} ({number(failures.filter(isOneHost).length)})
        </button>
      ) : null}
    </section>
  );
}

function sentence(reading: Reading): string {
  const text = words.value.banner;
  const { failures } = reading;
  const phase = reading.phase.value;
  if (phase === 'cancelled') return text.cancelled;
  if (phase === 'broken') return text.broken;
  if (phase === 'full') return text.full(number(MOST_ROWS));
  const all =
    reading.summary.value?.hosts.requested ?? reading.progress.value?.hosts.total ?? failures.length;
  return failures.length === 0 ? text.unknown : text.missing(number(failures.length), number(all));
}

interface Reason {
  readonly first: Failure;
  count: number;
}

/** Failures by reason and by the vendor's code. */
function Reasons({ failures }: { readonly failures: readonly Failure[] }) {
  const text = words.value.banner;
  const reasons = new Map<string, Reason>();
  for (const first of failures) {
    const key = `${first.code} ${first.upstream_code ?? ''}`;
    const known = reasons.get(key);
    if (known === undefined) reasons.set(key, { first, count: 1 });
    else known.count++;
  }
  const rows = [...reasons.values()].sort((a, b) => b.count - a.count);
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={text.reason}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.hosts}</th>
            <th scope="col">{text.reason}</th>
            <th scope="col">{text.code}</th>
            <th scope="col">{text.requestId}</th>
            <th scope="col">{text.hint}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ first, count }) => (
            <tr key={`${first.code} ${first.upstream_code ?? ''}`}>
              <td class="number">{number(count)}</td>
              <td>
                {first.title} <code>{first.code}</code>
              </td>
              <td>{first.upstream_code ?? '–'}</td>
              <td>{first.upstream_request_id ?? '–'}</td>
              <td>{first.hint ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
