import { useSignal, useSignalEffect, type Signal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { address, go } from '../address.js';
import { words } from '../language/language.js';
import { askAgain } from '../reading/current.js';
import { me, session } from '../session/session.js';
import { suggestionsAt, type Suggestion } from './completion.js';
import { groupNames, needGroups } from './known-hosts.js';

const LIST = 'suggestions';

/** The box for questions, with completion (the ARIA pattern "editable combobox with list autocomplete"). */
export function SearchBox() {
  const text = useSignal(address.value.q ?? '');
  useSignalEffect(() => {
    text.value = address.value.q ?? '';
  });
  const { box, suggestions, at, take, close, onInput, onKeyDown } = useCompletion(text);
  const ask = (): void => {
    close();
    if (text.value === address.value.q && address.value.query === undefined) askAgain.value++;
    else go({ q: text.value.trim(), query: undefined, host: undefined });
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <div class="search-box">
        <input
          ref={box}
          id="question"
          type="text"
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          aria-label={words.value.searchLabel}
          aria-expanded={suggestions.length > 0}
          aria-controls={LIST}
          aria-autocomplete="list"
          aria-describedby="question-help"
          aria-activedescendant={at < 0 ? undefined : `${LIST}-${at}`}
          placeholder={words.value.searchHint}
          value={text.value}
          onInput={onInput}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        <span id="question-help" class="unseen">
          {words.value.searchHelp}
        </span>
        <Suggestions list={suggestions} at={at} take={take} />
      </div>
      <button type="submit" class="primary">
        {words.value.search}
      </button>
    </form>
  );
}

/** What completes the word at the cursor, and which suggestion the arrow keys have reached. */
function useCompletion(text: Signal<string>) {
  const box = useRef<HTMLInputElement>(null);
  const cursor = useSignal(0);
  const isOpen = useSignal(false);
  const active = useSignal(-1);
  const known = {
    types: session.value?.catalogue ?? [],
    projects: me.value?.projects ?? [],
    groups: groupNames.value,
  };
  const suggestions = isOpen.value ? suggestionsAt(text.value, cursor.value, known) : [];
  const at = Math.min(active.value, suggestions.length - 1);
  const close = (): void => {
    isOpen.value = false;
    active.value = -1;
  };
  const take = (suggestion: Suggestion): void => {
    text.value = suggestion.text;
    active.value = -1;
    cursor.value = suggestion.cursor;
    // The box gets its new text with the next paint; only then can the cursor be set.
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(suggestion.cursor, suggestion.cursor);
    });
  };
  const move = (step: 1 | -1): void => {
    isOpen.value = true;
    const { length } = suggestions;
    if (length > 0) active.value = at < 0 && step < 0 ? length - 1 : (at + step + length) % length;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter ends the composition of a Chinese word; it is no search yet.
    if (event.isComposing) return;
    const chosen = suggestions[at];
    if (event.key === 'Escape') return close();
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if ((event.key === 'Enter' || event.key === 'Tab') && chosen !== undefined) take(chosen);
    else return;
    event.preventDefault();
  };
  const onInput = (event: Event): void => {
    const { value, selectionStart } = event.currentTarget as HTMLInputElement;
    text.value = value;
    cursor.value = selectionStart ?? value.length;
    isOpen.value = true;
    active.value = -1;
    if (value.includes('group:')) void needGroups();
  };
  return { box, suggestions, at, take, close, onInput, onKeyDown };
}

function Suggestions({
  list,
  at,
  take,
}: {
  readonly list: readonly Suggestion[];
  readonly at: number;
  readonly take: (suggestion: Suggestion) => void;
}) {
  return (
    <ul id={LIST} role="listbox" aria-label={words.value.suggestions} hidden={list.length === 0}>
      {list.map((suggestion, index) => (
        <li
          key={suggestion.label}
          id={`${LIST}-${index}`}
          role="option"
          aria-selected={index === at}
          // Keeps the focus in the box.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(suggestion)}
        >
          <code>{suggestion.label}</code> <span>{suggestion.note}</span>
        </li>
      ))}
    </ul>
  );
}
