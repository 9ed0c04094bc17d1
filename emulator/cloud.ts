import { CallBook } from './control/call-book.js';
import { FaultBook } from './control/fault-book.js';
import { hash, Random, seedOf } from './fleet/random.js';
import { renderListing, isListing, type Answer } from './gateway/answer.js';
import { Authenticator } from './gateway/authenticate.js';
import { noSuchApi } from './gateway/errors.js';
import { LatencySource } from './gateway/latency.js';
import { Parameters } from './gateway/parameters.js';
import type { Query } from './gateway/query.js';
import { Quotas } from './gateway/quota.js';
import { badParameter, Refusal } from './gateway/refusal.js';
import { Router, type RouteMatch } from './gateway/router.js';
import type { SignedRequest } from './gateway/signature.js';
import { renderFaultyPage, type RowFault } from './gateway/row-fault.js';
import { createHss } from './hss/routes.js';
import { Directory } from './iam/directory.js';
import { IamApi } from './iam/iam-api.js';
import { Lockout } from './iam/lockout.js';
import { TokenApi } from './iam/token-api.js';
import { TemporaryKeys } from './iam/temporary-keys.js';
import { TokenStore } from './iam/tokens.js';
import { isMetadataPath, MetadataApi } from './metadata/metadata-api.js';
import { DEFAULT_SEED, type EmulatorOptions } from './options.js';
import { DEFAULT_SETTINGS, patchSettings, type Settings } from './settings.js';

/** One call that reached the cloud, and the scripted fault of its rows, if any. */
export interface Incoming {
  readonly request: SignedRequest;
  readonly query: Query;
  readonly route: RouteMatch;
  readonly ip: string;
  readonly rowFault: RowFault | undefined;
  readonly strike: number;
  /** Called with the caller as soon as it is known. */
  onCaller(user: string): void;
}

/** The emulated cloud without its sockets: holds its state and answers every call. */
export class Cloud {
  readonly directory: Directory;
  readonly tokens = new TokenStore();
  readonly faults: FaultBook;
  readonly calls = new CallBook();
  readonly latency: LatencySource;
  readonly router: Router;
  private current: Settings;
  private readonly hss = createHss();
  private readonly quotas = new Quotas();
  private readonly userLockout = new Lockout();
  private readonly keyLockout = new Lockout();
  private readonly authenticator: Authenticator;
  private readonly iam: IamApi;
  private readonly metadata: MetadataApi;
  private readonly requestIds: Random;

  /** @throws RangeError that lists every setting out of range. */
  constructor(options: EmulatorOptions) {
    const given = options.seed ?? DEFAULT_SEED;
    const seed = typeof given === 'number' ? given >>> 0 : seedOf(given);
    const settings = patchSettings(DEFAULT_SETTINGS, options.settings ?? {});
    if ('faults' in settings) throw new RangeError(settings.faults.join('; '));
    this.current = settings.settings;
    this.directory = new Directory(options);
    this.faults = new FaultBook(seed);
    this.latency = new LatencySource(hash(seed, seedOf('latency')));
    this.requestIds = new Random(Date.now());
    this.router = new Router(this.hss.routes);
    const temporaryKeys = new TemporaryKeys();
    this.authenticator = new Authenticator(this.directory, this.tokens, temporaryKeys, this.keyLockout);
    this.metadata = new MetadataApi(temporaryKeys, this.directory.users[0]);
    const region = options.iamRegion ?? this.directory.projects[0]?.region ?? '';
    const tokenApi = new TokenApi(this.directory, this.tokens, this.userLockout, region);
    this.iam = new IamApi(this.directory, this.tokens, tokenApi, this.authenticator, temporaryKeys);
    for (const project of this.directory.projects) project.fleet.onChange(() => this.hss.clear());
  }

  get settings(): Settings {
    return this.current;
  }

  /** Changes settings at once. On any fault it changes none and returns all faults. */
  patch(patch: Readonly<Record<string, unknown>>): readonly string[] {
    const result = patchSettings(this.current, patch);
    if ('faults' in result) return result.faults;
    this.current = result.settings;
    this.metadata.clear();
    this.quotas.clear();
    this.hss.clear();
    return [];
  }

  /** Unix milliseconds by the cloud's own clock. */
  now(): number {
    return Date.now() + this.current.clock_offset_ms;
  }

  /** 32 hexadecimal digits, new for every call. */
  requestId(): string {
    const word = (): string => this.requestIds.next().toString(16).padStart(8, '0');
    return word() + word() + word() + word();
  }

  /** Resets the counts of failed log-ins, of failed signatures and of quotas. */
  forgive(): void {
    this.userLockout.clear();
    this.keyLockout.clear();
    this.quotas.clear();
  }

  /** Returns name and id of the user that a call names, without checking the credential. */
  claimedUser(request: SignedRequest): readonly string[] {
    const user = this.authenticator.named(request.headers);
    return user === undefined ? [] : [user.name, user.id];
  }

  /** Returns the answer to a call; throws only for a bug of the emulator. */
  answer(incoming: Incoming): Answer {
    try {
      return incoming.route.hss === undefined ? this.answerIam(incoming) : this.answerHss(incoming);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  private answerIam(incoming: Incoming): Answer {
    const { request } = incoming;
    if (isMetadataPath(request.path)) return this.metadata.answer(request, this.current, this.now());
    if (request.method === 'POST') {
      const refused = this.quotas.checkIam(this.current);
      if (refused !== undefined) return refused;
    }
    return this.iam.answer(incoming, this.current, this.now());
  }

  private answerHss(incoming: Incoming): Answer {
    const { request, query, route, ip, rowFault } = incoming;
    const settings = this.current;
    if (route.hss === undefined || route.projectId === undefined) return noSuchApi();
    const project = this.directory.project(route.projectId);
    const caller = this.authenticator.forProject(request, project, settings, this.now());
    incoming.onCaller(caller.user.name);
    const api = `${request.method} ${route.template}`;
    const refused = this.quotas.check(settings, api, caller.user.id, ip);
    if (refused !== undefined) return refused;
    if (project === undefined) return noSuchApi();
    if (settings.require_region_header && route.hss.regionHeader === true) {
      if (request.headers.region !== project.region) throw badParameter();
    }
    const result = route.hss.handle({
      project,
      caller,
      parameters: new Parameters(query),
      path: route.path,
      body: request.body,
      range: request.headers.range,
      settings,
      hasRowFault: rowFault !== undefined,
    });
    if (!isListing(result)) return result;
    return {
      status: 200,
      body:
        rowFault === undefined ? renderListing(result) : renderFaultyPage(result, rowFault, incoming.strike),
    };
  }
}
