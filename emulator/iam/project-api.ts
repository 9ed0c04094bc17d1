import { json, type Answer } from '../gateway/answer.js';
import { keystoneError } from '../gateway/errors.js';
import type { Query } from '../gateway/query.js';
import type { Directory, Project, User } from './directory.js';

const BASE = 'https://iam.myhuaweicloud.com/v3';

function common(project: Project): Record<string, unknown> {
  return {
    domain_id: project.domain.id,
    is_domain: false,
    parent_id: project.domain.id,
    name: project.name,
    description: '',
    id: project.id,
    enabled: true,
  };
}

/** Answers `GET /v3/auth/projects`: the projects that the caller may use. */
export function listAuthProjects(directory: Directory, user: User): Answer {
  const projects = directory.projects.filter((project) => user.mayUse(project));
  return json(200, {
    projects: projects.map((project) => ({
      ...common(project),
      links: { self: `${BASE}/projects/${project.id}` },
    })),
    links: { self: `${BASE}/auth/projects` },
  });
}

function badRequest(): Answer {
  return keystoneError(400, 'The request is invalid.', 'Bad Request');
}

/** Answers `GET /v3/projects`: the caller's projects that match; the official SDKs find a project by its region's name. */
export function listProjects(directory: Directory, user: User, query: Query): Answer {
  const [page, size] = [query.get('page'), query.get('per_page')];
  // Page number and page size must come together.
  if ((page === undefined) !== (size === undefined)) return badRequest();
  const wanted: [string, (project: Project) => string][] = [
    ['name', (project) => project.name],
    ['domain_id', (project) => project.domain.id],
    ['parent_id', (project) => project.domain.id],
    ['enabled', () => 'true'],
    ['is_domain', () => 'false'],
  ];
  let projects = directory.projects.filter(
    (project) =>
      user.mayUse(project) &&
      wanted.every(([name, read]) => (query.get(name) ?? read(project)) === read(project)),
  );
  if (page !== undefined && size !== undefined) {
    const [number, perPage] = [Number(page), Number(size)];
    if (!(
      Number.isInteger(number) &&
      number >= 1 &&
      Number.isInteger(perPage) &&
      perPage >= 1 &&
      perPage <= 5000
    )) {
      return badRequest();
    }
    projects = projects.slice((number - 1) * perPage, number * perPage);
  }
  const links = (self: string): Record<string, unknown> => ({ next: null, previous: null, self });
  return json(200, {
    projects: projects.map((project) => ({
      ...common(project),
      links: links(`${BASE}/projects/${project.id}`),
    })),
    links: links(`${BASE}/projects`),
  });
}
