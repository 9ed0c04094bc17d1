import { NetworkError, ProblemError } from 'portolan-client';
import { words } from '../language/language.js';

/** Returns an error in words for people. */
export function textOfError(error: unknown): string {
  if (error instanceof NetworkError) return words.value.problem.network;
  return error instanceof Error ? error.message : String(error);
}

interface ProblemProps {
  readonly error: unknown;
  readonly again?: () => void;
}

/** Says that something could not be done, and why. */
export function Problem({ error, again }: ProblemProps) {
  const text = words.value.problem;
  const faults = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return (
    <section class="problem" role="alert">
      <h2>{error instanceof ProblemError && error.status === 403 ? text.forbidden : text.title}</h2>
      <p>{textOfError(error)}</p>
      {faults.length === 0 ? null : (
        <ul>
          {faults.map((fault, index) => (
            <li key={index}>
              <code>{fault.parameter ?? fault.pointer}</code> {fault.detail}
            </li>
          ))}
        </ul>
      )}
      {error instanceof ProblemError && error.problem.correlation_id !== '' ? (
        <p class="muted">
          <code>{error.problem.correlation_id}</code>
        </p>
      ) : null}
      {again === undefined ? null : (
        <button type="button" onClick={again}>
          {text.again}
        </button>
      )}
    </section>
  );
}
