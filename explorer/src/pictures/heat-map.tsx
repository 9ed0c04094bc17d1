import { number, percent, words } from '../language/language.js';
import { narrow } from './narrow.js';
import type { HeatMap as Map } from './tallies.js';

/** Steps of colour. */
const LEVELS = 10;

/** Ports by group. It is a table, so it can be read without colours, and every field can be reached by keyboard. */
export function HeatMap({ map }: { readonly map: Map }) {
  const text = words.value.pictures;
  return (
    <section class="picture wide" aria-labelledby="heat">
      <h2 id="heat">{text.heat}</h2>
      <p class="muted">{text.heatText}</p>
      <div class="scrolls" tabIndex={0} role="group" aria-labelledby="heat">
        <table class="heat">
          <thead>
            <tr>
              <th scope="col">{text.port}</th>
              {map.groups.map(({ name, size }) => (
                <th key={name} scope="col">
                  {name ?? text.noGroup} <small>{number(size)}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {map.ports.map((port) => (
              <tr key={port}>
                <th scope="row">{port}</th>
                {map.groups.map(({ name, size }) => (
                  <Field key={name} port={port} group={name} size={size} map={map} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface FieldProps {
  readonly port: number;
  readonly group: string | null;
  readonly size: number;
  readonly map: Map;
}

function Field({ port, group, size, map }: FieldProps) {
  const text = words.value.pictures;
  const cell = map.cell(port, group);
  if (cell === undefined) return <td class="level-0" />;
  // The list of servers may be older than the rows.
  const share = Math.min(1, cell.hosts / Math.max(1, size));
  const level = Math.max(1, Math.round(share * LEVELS));
  const name = group ?? text.noGroup;
  return (
    <td class={`level-${level}${cell.isDangerous ? ' danger' : ''}`}>
      <button
        type="button"
        title={`${port} · ${name}: ${number(cell.hosts)} / ${number(size)}`}
        onClick={() => narrow({ port: String(port), ...(group === null ? {} : { group }) })}
      >
        {percent(share)}
        {cell.isDangerous ? <span class="unseen"> {words.value.changes.danger}</span> : null}
      </button>
    </td>
  );
}
