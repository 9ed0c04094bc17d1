import { language, LANGUAGES, number, speak, words, type Language } from '../language/language.js';
import { me, pointsLeft, signOut } from '../session/session.js';
import { settings } from '../settings.js';
import { theme, THEMES, type Theme } from './theme.js';

/** Who has signed in, what is left of the limits, and how the page looks. */
export function Account() {
  const text = words.value;
  const who = me.value;
  const points = pointsLeft.value;
  return (
    <details class="menu account">
      <summary>{who?.id ?? text.account}</summary>
      <div class="popover">
        {points === undefined ? null : <p>{text.points(number(points.remaining), number(points.limit))}</p>}
        <label class="filter">
          <span>{text.language}</span>
          <select value={language.value} onChange={(event) => speak(event.currentTarget.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="filter">
          <span>{text.theme}</span>
          <select
            value={theme.value}
            onChange={(event) => (theme.value = event.currentTarget.value as Theme)}
          >
            {THEMES.map((each) => (
              <option key={each} value={each}>
                {text.themes[each]}
              </option>
            ))}
          </select>
        </label>
        {settings.docs ? <a href="docs">{text.docs}</a> : null}
        {who === undefined ? null : (
          <button type="button" onClick={signOut}>
            {text.signIn.out}
          </button>
        )}
      </div>
    </details>
  );
}
