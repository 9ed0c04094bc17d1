import { batch, computed, signal } from '@preact/signals';
import { Portolan, ProblemError, type Answer } from 'portolan-client';
import { serviceUrl } from '../settings.js';

type Whoami = Answer<'getWhoami'>;
type Catalogue = Answer<'getAssetCatalogue'>['items'];

/** How somebody signs in: a key, or what gives the newest token of an issuer. */
export type Credential = { readonly key: string } | { readonly token: () => Promise<string> };

/** Somebody who has signed in. All of it lives in memory only, so a new tab asks again. */
export interface Session {
  readonly portolan: Portolan;
  readonly catalogue: Catalogue;
}

export const session = signal<Session | undefined>(undefined);
export const me = signal<Whoami | undefined>(undefined);

/** Why the key is asked for; undefined while nobody has to sign in. */
export const signInReason = signal<'start' | 'expired' | undefined>('start');

/** Why the last sign-in at an issuer failed. */
export const signInFault = signal<unknown>(undefined);

export const pointsLeft = computed(() => me.value?.limits.points);

/** Returns the client of whoever has signed in. Parts of the page that call it are shown after a sign-in only. */
export function client(): Portolan {
  return (session.value as Session).portolan;
}

/** Signs in. @throws what the client throws, for a wrong key a ProblemError `unauthenticated`. */
export async function signIn(credential: Credential): Promise<void> {
  const portolan = new Portolan({ url: serviceUrl, ...credential });
  const [who, catalogue] = await Promise.all([
    portolan.call('getWhoami'),
    portolan.call('getAssetCatalogue'),
  ]);
  batch(() => {
    me.value = who;
    session.value = { portolan, catalogue: catalogue.items };
    signInReason.value = undefined;
  });
}

/** Forgets the key and everything that was read with it: the page begins anew. */
export function signOut(): void {
  location.reload();
}

/**
 * Asks for a key again when an error says that the old one is no longer taken; what is on screen stays. Returns whether it
 * was that.
 */
export function askAgainAfter(error: unknown): boolean {
  if (!(error instanceof ProblemError) || error.kind !== 'unauthenticated') return false;
  signInReason.value = 'expired';
  return true;
}

/** Reads anew what is left of the caller's limits. */
export async function refreshPoints(): Promise<void> {
  try {
    me.value = await session.value?.portolan.call('getWhoami');
  } catch (error) {
    askAgainAfter(error);
  }
}

/** Whether the key or token has a right. */
export function mayDo(scope: Whoami['scopes'][number]): boolean {
  return me.value?.scopes.includes(scope) === true;
}
