/** One project of the emulated cloud: an IAM project and the servers in it. */
export interface ProjectOptions {
  readonly id: string;
  readonly region: string;
  /** Project name; by default the region, as system projects are called. */
  readonly name?: string;
  /** Number of servers, 1 to 100 000 (or more, if there is memory). */
  readonly hosts?: number;
  /** Seed of its fleet, a word or a number. Default: the emulator's seed, made different for each further project. */
  readonly seed?: string | number;
}

/** One IAM user. */
export interface UserOptions {
  /** Account name. */
  readonly domain: string;
  readonly name: string;
  readonly password: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  /** Makes the access key a temporary one: requests must carry this text as X-Security-Token. */
  readonly securityToken?: string;
  /** Project ids the user may use; all by default. */
  readonly projects?: readonly string[];
  /** Enterprise projects the user may see; all by default. */
  readonly enterpriseProjects?: readonly string[];
  /** The user has access to the console only (IAM.0081). */
  readonly consoleOnly?: boolean;
  /** The user is disabled (IAM.0082). */
  readonly disabled?: boolean;
}

export interface EmulatorOptions {
  /** Address to listen on; 127.0.0.1 by default. */
  readonly host?: string;
  /** Port to listen on; 0, the default, takes a free one. */
  readonly port?: number;
  /** Seed of everything random; 1 by default. */
  readonly seed?: string | number;
  /** Servers of a project without a number of its own; 1 000 by default. */
  readonly hosts?: number;
  readonly projects?: readonly ProjectOptions[];
  readonly users?: readonly UserOptions[];
  /** Region whose tokens this IAM issues while `regional_tokens` is on; that of the first project by default. */
  readonly iamRegion?: string;
  /** Settings other than the defaults; names and ranges as in `PATCH /__emulator/settings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** The account of a start without options. It is no secret: it opens nothing but the emulator. */
export const DEFAULT_USER: UserOptions = {
  domain: 'portolan',
  name: 'demo',
  password: 'demo-password',
  accessKey: 'DEMOACCESSKEY0000001',
  secretKey: 'demo-secret-access-key-not-a-real-one',
};

/** The project of a start without options. */
export const DEFAULT_PROJECT: ProjectOptions = {
  id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
  region: 'ap-southeast-3',
};

export const DEFAULT_HOSTS = 1000;
export const DEFAULT_SEED = 1;
