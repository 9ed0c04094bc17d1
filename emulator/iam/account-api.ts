import { json, type Answer } from '../gateway/answer.js';
import { iamError } from '../gateway/errors.js';
import type { Directory, User } from './directory.js';

const BASE = 'https://iam.myhuaweicloud.com/v3';

/** Answers `GET /v3/auth/domains`: the account of the caller. */
export function listDomains({ domain }: User): Answer {
  const links = { self: `${BASE}/domains/${domain.id}` };
  return json(200, {
    domains: [{ description: '', enabled: true, id: domain.id, links, name: domain.name }],
    links: { self: `${BASE}/auth/domains` },
  });
}

function region(id: string): Record<string, unknown> {
  return {
    id,
    type: 'public',
    description: '',
    parent_region_id: null,
    links: { self: `${BASE}/regions/${id}` },
    locales: { 'zh-cn': id, 'en-us': id },
  };
}

function regionIds(directory: Directory): string[] {
  return [...new Set(directory.projects.map((project) => project.region))].sort();
}

/** Answers `GET /v3/regions`: every region that has a project. */
export function listRegions(directory: Directory): Answer {
  return json(200, {
    regions: regionIds(directory).map(region),
    links: { self: `${BASE}/regions`, previous: null, next: null },
  });
}

/** Answers `GET /v3/regions/{region_id}`. */
export function showRegion(directory: Directory, id: string): Answer {
  if (!regionIds(directory).includes(id)) {
    return iamError(404, 'IAM.0004', `Could not find region: ${id}.`);
  }
  return json(200, { region: region(id) });
}
