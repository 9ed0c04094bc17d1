import { useSignal, type Signal } from '@preact/signals';
import { ProblemError } from 'portolan-client';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../language/language.js';
import { settings, type IssuerSettings } from '../settings.js';
import { textOfError } from '../shell/problem.js';
import { signIn, signInFault, signInReason } from './session.js';

/** The dialog that asks for a key. It cannot be closed without one; what is behind it stays. */
export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const fault = useSignal<string | undefined>(undefined);
  const reason = signInReason.value;
  useEffect(() => {
    if (reason === undefined) return;
    dialog.current?.showModal();
    return () => dialog.current?.close();
  }, [reason === undefined]);
  if (reason === undefined) return null;
  const text = words.value.signIn;
  const failed = signInFault.value;
  const shown = fault.value ?? (failed === undefined ? undefined : text.failed(textOfError(failed)));
  return (
    <dialog
      ref={dialog}
      class="sign-in"
      aria-labelledby="sign-in-title"
      onCancel={(event) => event.preventDefault()}
    >
      <h1 id="sign-in-title">{text.title}</h1>
      <p>{reason === 'expired' ? text.expired : words.value.tagline}</p>
      <KeyForm fault={fault} />
      {shown === undefined ? null : (
        <p class="bad" role="alert">
          {shown}
        </p>
      )}
      {settings.issuers.map((issuer) => (
        <IssuerButton key={issuer.name} issuer={issuer} onFault={(error) => (fault.value = error)} />
      ))}
    </dialog>
  );
}

function KeyForm({ fault }: { readonly fault: Signal<string | undefined> }) {
  const key = useSignal(settings.key ?? '');
  const isBusy = useSignal(false);
  const text = words.value.signIn;
  const submit = async (): Promise<void> => {
    isBusy.value = true;
    fault.value = undefined;
    try {
      await signIn({ key: key.value.trim() });
    } catch (error) {
      fault.value = faultOf(error);
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label>
        <span>{text.key}</span>
        <input
          type="password"
          autocomplete="off"
          required
          autofocus
          value={key.value}
          aria-invalid={fault.value !== undefined}
          aria-describedby="sign-in-note"
          onInput={(event) => (key.value = event.currentTarget.value)}
        />
      </label>
      <p id="sign-in-note" class="muted">
        {settings.key === undefined ? text.kept : text.demo}
      </p>
      <button type="submit" class="primary" disabled={isBusy.value}>
        {text.go}
      </button>
    </form>
  );
}

function faultOf(error: unknown): string {
  const text = words.value.signIn;
  if (!(error instanceof ProblemError)) return textOfError(error);
  if (error.kind === 'unauthenticated') return text.wrong;
  return error.status === 429 ? text.blocked : textOfError(error);
}

interface IssuerButtonProps {
  readonly issuer: IssuerSettings;
  readonly onFault: (text: string) => void;
}

function IssuerButton({ issuer, onFault }: IssuerButtonProps) {
  const text = words.value.signIn;
  const go = async (): Promise<void> => {
    try {
      const { leaveForIssuer } = await import('./issuer-sign-in.js');
      await leaveForIssuer(issuer);
    } catch (error) {
      onFault(text.failed(textOfError(error)));
    }
  };
  return (
    <button type="button" onClick={() => void go()}>
      {text.with(issuer.name)}
    </button>
  );
}
