import * as oauth from 'oauth4webapi';
import { serviceUrl, settings, type IssuerSettings } from '../settings.js';
import { signIn } from './session.js';

/** What has to outlive the visit to the issuer. No key and no token: the verifier is of no use without the code. */
interface Leave {
  readonly issuer: string;
  readonly verifier: string;
  readonly state: string;
  /** What was on screen. */
  readonly path: string;
}

const KEPT_AS = 'portolan.sign-in';
/** A token is renewed so long before its end, in milliseconds. A choice: longer than a request takes to arrive. */
const RENEW_BEFORE_MS = 30_000;

/** The address to which the issuer leads back. It has to be registered there. */
const redirectUri = `${serviceUrl}/`;

/** Loopback alone may be asked without TLS, as in demonstrations and tests. */
const insecure = ({ issuer }: IssuerSettings) => ({
  [oauth.allowInsecureRequests]: new URL(issuer).protocol === 'http:',
});

async function discover(issuer: IssuerSettings): Promise<oauth.AuthorizationServer> {
  const url = new URL(issuer.issuer);
  return oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, insecure(issuer)));
}

/** Leaves for the issuer's page (authorization code with PKCE). */
export async function leaveForIssuer(issuer: IssuerSettings): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(issuer);
  if (endpoint === undefined) throw new Error('The issuer names no page to sign in');
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const leave: Leave = {
    issuer: issuer.name,
    verifier,
    state,
    path: location.pathname + location.search,
  };
  sessionStorage.setItem(KEPT_AS, JSON.stringify(leave));
  const url = new URL(endpoint);
  const parameters = {
    client_id: issuer.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: issuer.scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
}

/** Takes the path that was on screen before the visit to the issuer. Call it before the code is exchanged. */
function takeLeave(): Leave | undefined {
  const kept = sessionStorage.getItem(KEPT_AS);
  sessionStorage.removeItem(KEPT_AS);
  return kept === null ? undefined : (JSON.parse(kept) as Leave);
}

/**
 * Comes back from the issuer: exchanges the code for a token, signs in, and puts the old address back.
 *
 * @throws Error when the answer is not for this page, or the issuer refuses.
 */
export async function comeBack(search: URLSearchParams): Promise<void> {
  const leave = takeLeave();
  history.replaceState(null, '', leave?.path ?? location.pathname);
  dispatchEvent(new PopStateEvent('popstate'));
  const issuer = settings.issuers.find(({ name }) => name === leave?.issuer);
  if (leave === undefined || issuer === undefined) throw new Error('This tab has asked for no sign-in');
  const server = await discover(issuer);
  const client: oauth.Client = { client_id: issuer.client_id };
  const checked = oauth.validateAuthResponse(server, client, search, leave.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    checked,
    redirectUri,
    leave.verifier,
    insecure(issuer),
  );
  const answer = await oauth.processAuthorizationCodeResponse(server, client, response);
  await signIn({ token: renewing(issuer, server, client, answer) });
}

/** Returns what gives the newest token; it is renewed where the issuer allows that. */
function renewing(
  issuer: IssuerSettings,
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  first: oauth.TokenEndpointResponse,
): () => Promise<string> {
  let answer = first;
  let endsAt = endOf(first);
  let renewal: Promise<void> | undefined;
  const renew = async (token: string): Promise<void> => {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      token,
      insecure(issuer),
    );
    const next = await oauth.processRefreshTokenResponse(server, client, response);
    answer = { ...next, refresh_token: next.refresh_token ?? token };
    endsAt = endOf(next);
  };
  return async () => {
    if (performance.now() > endsAt - RENEW_BEFORE_MS && answer.refresh_token !== undefined) {
      // One renewal for all calls that wait. When it fails, the service refuses the old token and the person is asked.
      renewal ??= renew(answer.refresh_token)
        .catch(() => undefined)
        .finally(() => (renewal = undefined));
      await renewal;
    }
    return answer.access_token;
  };
}

function endOf({ expires_in: seconds }: oauth.TokenEndpointResponse): number {
  return seconds === undefined ? Infinity : performance.now() + seconds * 1_000;
}
