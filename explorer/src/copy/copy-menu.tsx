import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { csvLine } from 'portolan-client';
import { address } from '../address.js';
import { words } from '../language/language.js';
import type { Asked } from '../reading/current.js';
import { chosenColumns } from '../table/columns.js';
import { sorted } from '../table/order.js';
import { commandOf, curlOf, typescriptOf } from './question-texts.js';
import { saveFile } from './save-file.js';

/** Copies rows and questions. Where the browser forbids it, the text is shown instead. */
export function CopyMenu({ asked }: { readonly asked: Asked }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const said = useSignal('');
  const byHand = useSignal<string | undefined>(undefined);
  const text = words.value.copy;
  const copy = async (content: string): Promise<void> => {
    if (menu.current !== null) menu.current.open = false;
    try {
      await navigator.clipboard.writeText(content);
      said.value = text.done;
      setTimeout(() => (said.value = ''), 3_000);
    } catch {
      byHand.value = content;
    }
  };
  const entries: readonly (readonly [string, () => string | undefined])[] = [
    [text.csv, () => csvOf(asked)],
    [text.json, () => JSON.stringify(rowsOf(asked), null, 2)],
    [text.link, () => location.href],
    [text.curl, () => curlOf(asked)],
    [text.typescript, () => typescriptOf(asked)],
    [text.command, () => commandOf(asked)],
  ];
  return (
    <>
      <details class="menu" ref={menu}>
        <summary>{text.title}</summary>
        <div class="popover">
          {entries.map(([label, make]) =>
            label === text.command && commandOf(asked) === undefined ? null : (
              <button key={label} type="button" onClick={() => void copy(make() ?? '')}>
                {label}
              </button>
            ),
          )}
          <button
            type="button"
            // Spreadsheets recognise UTF-8 by the byte order mark.
            onClick={() => saveFile(`\ufeff${csvOf(asked)}`, `${asked.type.type}.csv`, 'text/csv')}
          >
            {text.save}
          </button>
        </div>
      </details>
      <span role="status" class="muted">
        {said.value}
      </span>
      {byHand.value === undefined ? null : (
        <ByHand content={byHand.value} close={() => (byHand.value = undefined)} />
      )}
    </>
  );
}

function rowsOf({ reading }: Asked) {
  return sorted(reading.rows, address.value.sort);
}

/** The columns on screen of all rows, in the order on screen. */
function csvOf(asked: Asked): string {
  const columns = chosenColumns(asked.type);
  return [csvLine(columns), ...rowsOf(asked).map((row) => csvLine(columns.map((name) => row[name])))].join(
    '',
  );
}

function ByHand({ content, close }: { readonly content: string; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = words.value.copy;
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="by-hand" aria-label={text.title} onClose={close}>
      <label>
        <span>{text.byHand}</span>
        <textarea readOnly rows={12} value={content} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" onClick={close}>
        {text.close}
      </button>
    </dialog>
  );
}
