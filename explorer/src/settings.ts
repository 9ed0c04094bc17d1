/** An issuer at which people may sign in. */
export interface IssuerSettings {
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly scope: string;
}

/** What the server writes into the page. */
interface Settings {
  /** Path of the service as this browser reaches it, with `/` at its end. */
  readonly base: string;
  readonly docs: boolean;
  /** Only in demonstrations. */
  readonly key?: string;
  readonly issuers: readonly IssuerSettings[];
}

const written = document.querySelector<HTMLMetaElement>('meta[name="portolan-settings"]')?.content;

export const settings = JSON.parse(written ?? '{"base":"/","docs":false,"issuers":[]}') as Settings;

/** Where the service is, for the client and for copied commands; without `/` at its end. */
export const serviceUrl = new URL(settings.base, location.href).href.replace(/\/$/, '');
