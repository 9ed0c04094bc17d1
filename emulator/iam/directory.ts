import { createHash, timingSafeEqual } from 'node:crypto';
import { AssetBook } from '../fleet/assets/asset-book.js';
import { Fleet } from '../fleet/fleet.js';
import { hash, seedOf } from '../fleet/random.js';
import {
  DEFAULT_HOSTS,
  DEFAULT_PROJECT,
  DEFAULT_SEED,
  DEFAULT_USER,
  type EmulatorOptions,
  type UserOptions,
} from '../options.js';

/** Returns an identifier of 32 hexadecimal digits derived from a text, for accounts and users. */
function idOf(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export interface Domain {
  readonly id: string;
  readonly name: string;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly domain: Domain;
  readonly fleet: Fleet;
  readonly assets: AssetBook;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly domain: Domain;
  readonly accessKey: string | undefined;
  readonly secretKey: string;
  readonly securityToken: string | undefined;
  readonly consoleOnly: boolean;
  readonly disabled: boolean;
  mayUse(project: Project): boolean;
  maySee(enterpriseProjectId: string): boolean;
  /** Whether the user may see certain enterprise projects only. */
  readonly tied: boolean;
  /** Compares in constant time. */
  hasPassword(password: string): boolean;
}

/** The accounts, users and projects of the emulated cloud. */
export class Directory {
  readonly projects: readonly Project[];
  readonly users: readonly User[];
  private readonly projectsById: Map<string, Project>;
  private readonly usersByKey: Map<string, User>;
  private readonly usersByName: Map<string, User>;

  constructor(options: EmulatorOptions) {
    const users = options.users ?? [DEFAULT_USER];
    const domains = new Map(
      users.map(({ domain }) => [domain, { id: idOf(`domain ${domain}`), name: domain }]),
    );
    this.users = users.map((user) => makeUser(user, domains.get(user.domain) as Domain));
    this.projects = (options.projects ?? [DEFAULT_PROJECT]).map((project, place) => {
      const given = project.seed ?? options.seed ?? DEFAULT_SEED;
      const seed = typeof given === 'number' ? given >>> 0 : seedOf(given);
      const name = project.name ?? project.region;
      // Two projects with the same seed must have different servers.
      const own = place === 0 || project.seed !== undefined ? seed : hash(seed, place, 0xf1ee7);
      const fleet = new Fleet(own, project.hosts ?? options.hosts ?? DEFAULT_HOSTS, name);
      const domain = ownerOf(project.id, users, domains);
      return { id: project.id, name, region: project.region, domain, fleet, assets: new AssetBook(fleet) };
    });
    this.projectsById = new Map(this.projects.map((project) => [project.id, project]));
    this.usersByKey = new Map(this.users.flatMap((user) => (user.accessKey ? [[user.accessKey, user]] : [])));
    this.usersByName = new Map(this.users.map((user) => [`${user.domain.name}\n${user.name}`, user]));
  }

  project(id: string): Project | undefined {
    return this.projectsById.get(id);
  }

  /** Returns the project of that name that the user may use; else any project of that name. */
  projectNamed(name: string, user: User): Project | undefined {
    const named = this.projects.filter((project) => project.name === name);
    return named.find((project) => user.mayUse(project)) ?? named[0];
  }

  userOfKey(accessKey: string): User | undefined {
    return this.usersByKey.get(accessKey);
  }

  userNamed(domain: string, name: string): User | undefined {
    return this.usersByName.get(`${domain}\n${name}`);
  }
}

/** Returns the account of the first user who may use the project. */
function ownerOf(
  projectId: string,
  users: readonly UserOptions[],
  domains: ReadonlyMap<string, Domain>,
): Domain {
  const owner = users.find((user) => user.projects?.includes(projectId) ?? true) ?? users[0];
  return domains.get(owner?.domain ?? '') ?? { id: idOf('domain nobody'), name: 'nobody' };
}

function makeUser(options: UserOptions, domain: Domain): User {
  const digest = createHash('sha256').update(options.password).digest();
  return {
    id: idOf(`user ${options.domain} ${options.name}`),
    name: options.name,
    domain,
    accessKey: options.accessKey,
    secretKey: options.secretKey ?? '',
    securityToken: options.securityToken,
    consoleOnly: options.consoleOnly ?? false,
    disabled: options.disabled ?? false,
    mayUse: (project) => options.projects?.includes(project.id) ?? true,
    maySee: (id) => options.enterpriseProjects?.includes(id) ?? true,
    tied: options.enterpriseProjects !== undefined,
    hasPassword: (password) => timingSafeEqual(createHash('sha256').update(password).digest(), digest),
  };
}
