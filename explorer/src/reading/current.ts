import { effect, signal, untracked } from '@preact/signals';
import { address } from '../address.js';
import { questionIn, type AssetTypeInfo, type Question, type QuestionFault } from '../question/question.js';
import { session, signInReason } from '../session/session.js';
import { Reading, type Source } from './reading.js';

/** The question on screen, its type and its rows. */
export interface Asked {
  readonly text: string;
  readonly type: AssetTypeInfo;
  readonly source: Source;
  readonly reading: Reading;
}

export const asked = signal<Asked | undefined>(undefined);
export const questionFaults = signal<readonly QuestionFault[]>([]);

/** Asks again what is on screen. */
export const askAgain = signal(0);

/** What the service is sent for a question: names of hosts too, and why the plan was chosen. */
function sourceOf({ operation, input }: Question): Source {
  return { operation, input: { include: 'host', explain: true, ...input } };
}

/** Follows the address: a new question ends the reading of the old one. */
export function followAddress(): void {
  let before: string | undefined;
  effect(() => {
    const { q, query } = address.value;
    const now = session.value;
    const key = JSON.stringify([q, query, askAgain.value]);
    // While a key is asked for again, what is on screen stays.
    if (now === undefined || signInReason.value !== undefined) {
      before = undefined;
      if (now === undefined) untracked(() => show(undefined));
      return;
    }
    if (key === before) return;
    before = key;
    untracked(() => ask(q, query));
  });
}

function ask(q: string | undefined, query: string | undefined): void {
  const { portolan, catalogue } = session.value as NonNullable<typeof session.value>;
  questionFaults.value = [];
  if (q === undefined) return show(undefined);
  const question = questionIn(q, catalogue);
  if (Array.isArray(question)) {
    questionFaults.value = question;
    return show(undefined);
  }
  const { type } = question;
  const source: Source =
    query === undefined ? sourceOf(question) : { operation: 'listQueryItems', input: { id: query } };
  const reading = new Reading(portolan, source);
  show({ text: q, type, source, reading });
  void reading.start();
}

function show(next: Asked | undefined): void {
  asked.value?.reading.cancel();
  asked.value = next;
}
