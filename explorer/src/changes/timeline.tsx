import { moment, number, words } from '../language/language.js';
import { isDangerous } from './change-list.js';
import type { Change } from './read-changes.js';

const BUCKETS = 36;
const WIDTH = 720;
const HEIGHT = 120;
/** Kinds from the bottom of a column to its top. */
const KINDS = ['added', 'changed', 'removed'] as const;

interface Bucket {
  readonly from: number;
  readonly counts: Readonly<Record<(typeof KINDS)[number], number>>;
  readonly dangerous: number;
}

interface TimelineProps {
  readonly changes: readonly Change[];
  readonly since: number;
  readonly until: number;
}

/** How many changes were seen when, by kind; a mark above a column says that something dangerous is among them. */
export function Timeline({ changes, since, until }: TimelineProps) {
  const text = words.value.changes;
  const buckets = bucketsOf(changes, since, until);
  const most = Math.max(
    1,
    ...buckets.map(({ counts }) => KINDS.reduce((sum, kind) => sum + counts[kind], 0)),
  );
  return (
    <section class="picture wide" aria-labelledby="timeline">
      <h2 id="timeline">{text.timeline}</h2>
      <p class="legend" aria-hidden="true">
        {KINDS.map((kind) => (
          <span key={kind} class={`key ${kind}`}>
            {text.kinds[kind]}
          </span>
        ))}
        <span class="mark danger">{text.danger}</span>
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} class="timeline" aria-hidden="true" preserveAspectRatio="none">
        {buckets.map((bucket, index) => (
          <Column key={bucket.from} bucket={bucket} index={index} most={most} />
        ))}
      </svg>
      <p class="axis muted">
        <span>{moment(new Date(since).toISOString())}</span>
        <span>{moment(new Date(until).toISOString())}</span>
      </p>
      <details>
        <summary>{words.value.views.rows}</summary>
        <BucketTable buckets={buckets} />
      </details>
    </section>
  );
}

function bucketsOf(changes: readonly Change[], since: number, until: number): Bucket[] {
  const span = Math.max(1, (until - since) / BUCKETS);
  const buckets = Array.from({ length: BUCKETS }, (_, index) => ({
    from: since + index * span,
    counts: { added: 0, changed: 0, removed: 0 },
    dangerous: 0,
  }));
  for (const change of changes) {
    const at = Math.floor((Date.parse(change.seen_at) - since) / span);
    const bucket = buckets[Math.max(0, Math.min(BUCKETS - 1, at))];
    if (bucket === undefined) continue;
    const kind = KINDS.find((each) => each === change.change);
    if (kind !== undefined) bucket.counts[kind]++;
    if (isDangerous(change)) bucket.dangerous++;
  }
  return buckets;
}

function Column({
  bucket,
  index,
  most,
}: {
  readonly bucket: Bucket;
  readonly index: number;
  readonly most: number;
}) {
  const width = WIDTH / BUCKETS;
  const room = HEIGHT - 14;
  let top = HEIGHT;
  return (
    <g>
      {KINDS.map((kind) => {
        const height = (bucket.counts[kind] / most) * room;
        top -= height;
        return (
          <rect key={kind} class={kind} x={index * width + 2} y={top} width={width - 4} height={height} />
        );
      })}
      {bucket.dangerous > 0 ? (
        <path class="danger" d={`M${index * width + width / 2} ${top - 11} l6 9 h-12 z`} />
      ) : null}
    </g>
  );
}

function BucketTable({ buckets }: { readonly buckets: readonly Bucket[] }) {
  const text = words.value.changes;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{text.when}</th>
          {KINDS.map((kind) => (
            <th key={kind} scope="col" class="number">
              {text.kinds[kind]}
            </th>
          ))}
          <th scope="col" class="number">
            {text.danger}
          </th>
        </tr>
      </thead>
      <tbody>
        {buckets
          .filter(({ counts }) => KINDS.some((kind) => counts[kind] > 0))
          .map(({ from, counts, dangerous }) => (
            <tr key={from}>
              <th scope="row">{moment(new Date(from).toISOString())}</th>
              {KINDS.map((kind) => (
                <td key={kind} class="number">
                  {number(counts[kind])}
                </td>
              ))}
              <td class="number">{number(dangerous)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
