import type { ComponentChildren } from 'preact';
import { number, words } from '../language/language.js';

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly hosts: number;
  readonly rows: number;
  /** What a click on it does. */
  readonly choose?: () => void;
}

interface BarsProps {
  readonly id: string;
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly note?: ComponentChildren;
}

/** Bars of numbers of servers, in a table that says the same in figures. */
export function Bars({ id, title, bars, note }: BarsProps) {
  const text = words.value.pictures;
  const most = Math.max(1, ...bars.map(({ hosts }) => hosts));
  return (
    <section class="picture" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note}
      {bars.length === 0 ? (
        <p class="muted">{text.nothing}</p>
      ) : (
        <table class="bars">
          <thead class="unseen">
            <tr>
              <th scope="col">{title}</th>
              <th scope="col">{text.hosts}</th>
              <th scope="col">{text.rows}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, hosts, rows, choose }) => (
              <tr key={label}>
                <th scope="row">
                  {choose === undefined ? (
                    label
                  ) : (
                    <button type="button" class="quiet" title={text.only(label)} onClick={choose}>
                      {label}
                    </button>
                  )}
                </th>
                <td>
                  <span class="bar" style={{ '--share': String(hosts / most) }} />
                  <span>{number(hosts)}</span>
                </td>
                <td class="number muted">{number(rows)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
