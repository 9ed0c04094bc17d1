import { moment, number, words } from '../language/language.js';
import type { Change } from './read-changes.js';

const WIDTH = 720;
const HEIGHT = 90;

/** How many ports were open from a moment on. */
export interface OpenAt {
  readonly at: number;
  readonly open: number;
}

/**
 * Returns how many ports were open at each change, from the number now backwards: what was added later was not open yet, what
 * was removed later still was.
 */
export function openOverTime(
  changes: readonly Change[],
  openNow: number,
  since: number,
  until: number,
): OpenAt[] {
  const newest = [...changes].sort((a, b) => Date.parse(b.seen_at) - Date.parse(a.seen_at));
  let open = openNow;
  const points: OpenAt[] = [{ at: until, open }];
  for (const { change, seen_at: seen } of newest) {
    if (change !== 'added' && change !== 'removed') continue;
    const at = Date.parse(seen);
    if (points.at(-1)?.at !== at) points.push({ at, open });
    open += change === 'added' ? -1 : 1;
  }
  return [...points, { at: since, open }].reverse();
}

/** The line of open ports over time, and the same as words. */
export function OpenLine({ points }: { readonly points: readonly OpenAt[] }) {
  const text = words.value.changes;
  const counts = points.map(({ open }) => open);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const x = (at: number): number => ((at - first.at) / Math.max(1, last.at - first.at)) * WIDTH;
  const y = (open: number): number =>
    HEIGHT - 6 - ((open - least) / Math.max(1, most - least)) * (HEIGHT - 12);
  const path = points
    .map(({ at, open }, index) => (index === 0 ? `M0 ${y(open)}` : `H${x(at)} V${y(open)}`))
    .join(' ');
  return (
    <section class="picture wide" aria-labelledby="open">
      <h2 id="open">{text.open}</h2>
      <p class="muted">
        {text.openFromTo(number(first.open), number(last.open), number(least), number(most))}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="timeline" aria-hidden="true" preserveAspectRatio="none">
        <path class="line" d={path} />
      </svg>
      <details>
        <summary>{words.value.views.rows}</summary>
        <PointTable points={points} />
      </details>
    </section>
  );
}

/** Points in the table, the newest. A choice: more than anybody reads. */
const MOST_LISTED = 200;

function PointTable({ points }: { readonly points: readonly OpenAt[] }) {
  const text = words.value.changes;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{text.when}</th>
          <th scope="col" class="number">
            {text.open}
          </th>
        </tr>
      </thead>
      <tbody>
        {points.slice(-MOST_LISTED).map(({ at, open }, index) => (
          <tr key={index}>
            <th scope="row">{moment(new Date(at).toISOString())}</th>
            <td class="number">{number(open)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
