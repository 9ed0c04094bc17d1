import { address, go } from '../address.js';
import { HOST_NAMES } from '../question/question.js';
import { withValues } from '../question/tokens.js';

/** Narrows the question to one value of each filter named, and shows its rows. */
export function narrow(values: Readonly<Record<string, string>>): void {
  const q = Object.entries(values).reduce(
    (text, [name, value]) => withValues(text, HOST_NAMES[name] ?? [name], [value]),
    address.value.q ?? '',
  );
  go({ q, query: undefined, view: 'rows', host: undefined });
}
