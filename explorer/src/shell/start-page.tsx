import { go } from '../address.js';
import { words } from '../language/language.js';

/** What is shown before the first question: nothing is read until somebody asks. */
export function StartPage() {
  const text = words.value.start;
  return (
    <section class="start">
      <h2>{text.title}</h2>
      <p>{text.text}</p>
      <ul>
        {text.questions.map(([label, question]) => (
          <li key={question}>
            <button type="button" onClick={() => go({ q: question, query: undefined })}>
              <b>{label}</b>
              <code>{question}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
