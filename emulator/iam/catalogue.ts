import { hexOf, seedOf } from '../fleet/random.js';
import type { Project } from './directory.js';

const SEED = seedOf('catalog');

function service(place: number, name: string, region: string, url: string): Record<string, unknown> {
  const endpoint = { id: hexOf(SEED, place + 1, 0, 4), interface: 'public', region, region_id: region, url };
  return { id: hexOf(SEED, place, 0, 4), name, type: name, endpoints: [endpoint] };
}

/** Returns the domain of the vendor's addresses in a region; the European site has one of its own (source: vendor's SDK). */
function siteOf(region: string): string {
  return region === 'eu-west-101' ? 'myhuaweicloud.eu' : 'myhuaweicloud.com';
}

/** Returns the services that a token names as reachable: IAM, and HSS when the token belongs to a project. */
export function catalogueOf(project: Project | undefined): Record<string, unknown>[] {
  const iam = service(0, 'iam', '*', 'https://iam.myhuaweicloud.com/v3.0');
  if (project === undefined) return [iam];
  const { id, region } = project;
  return [iam, service(2, 'hss', region, `https://hss.${region}.${siteOf(region)}/v5/${id}`)];
}
