import { duration, number, words } from '../language/language.js';
import type { FleetSummary } from './reading.js';

/** Which plan was taken, what it saved, and the prices of all plans behind it. */
export function PlanNote({ summary }: { readonly summary: FleetSummary }) {
  const text = words.value.plan;
  const { explanation, plan, upstream_calls: made } = summary;
  const perHost = explanation?.plans.find((each) => each.plan === 'per-host')?.calls ?? undefined;
  const isSaving = perHost !== undefined && perHost > made;
  return (
    <details class="plan">
      <summary>
        <b>{plan}</b> {isSaving ? text.saved(number(made), number(perHost)) : text.why}
      </summary>
      <div class="popover">
        <h3>{text.title}</h3>
        <p>{explanation?.reason ?? text.onlyOne}</p>
        {explanation === undefined || explanation.plans.length === 0 ? null : (
          <table>
            <thead>
              <tr>
                <th scope="col">{text.plan}</th>
                <th scope="col">{text.calls}</th>
                <th scope="col">{text.time}</th>
                <th scope="col">{text.note}</th>
              </tr>
            </thead>
            <tbody>
              {explanation.plans.map((each) => (
                <tr key={each.plan}>
                  <th scope="row">{each.plan}</th>
                  <td class="number">{each.calls === null ? '–' : number(each.calls)}</td>
                  <td class="number">{each.expected_ms === null ? '–' : duration(each.expected_ms)}</td>
                  <td>
                    {each.plan === plan
                      ? text.chosen
                      : (each.reason ?? (each.applicable ? '' : text.impossible))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}
