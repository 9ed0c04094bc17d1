import { address, go } from '../address.js';
import { CopyMenu } from '../copy/copy-menu.js';
import { words } from '../language/language.js';
import type { Asked } from '../reading/current.js';
import { chooseColumns, chosenColumns, columnsOf } from './columns.js';

/** What can be done with the rows: columns, grouping, copies. */
export function TableTools({ asked }: { readonly asked: Asked }) {
  const text = words.value.table;
  const { type } = asked;
  const chosen = chosenColumns(type);
  const all = columnsOf(type);
  const toggle = (name: string): void =>
    chooseColumns(type, chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]);
  return (
    <div class="tools">
      <label class="filter">
        <span>{text.group}</span>
        <select
          value={address.value.group ?? ''}
          onChange={(event) => go({ group: event.currentTarget.value || undefined }, 'replace')}
        >
          <option value="">{text.noGroup}</option>
          {all.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <details class="menu">
        <summary>{text.columns}</summary>
        <fieldset class="popover">
          <legend class="unseen">{text.columns}</legend>
          {all.map((name) => (
            <label key={name}>
              <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} /> {name}
            </label>
          ))}
          <button type="button" onClick={() => chooseColumns(type, [])}>
            {text.usual}
          </button>
        </fieldset>
      </details>
      <CopyMenu asked={asked} />
    </div>
  );
}
