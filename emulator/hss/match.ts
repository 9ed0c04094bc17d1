import type { Host } from '../fleet/host.js';

/** Names match in part and in any case (choice; upstream only says "fuzzy"). */
export function fuzzy(needle: string): (text: string) => boolean {
  const low = needle.toLowerCase();
  return (text) => text.toLowerCase().includes(low);
}

/** Returns whether a server's enterprise project is in the mask. */
export function inEnterpriseProjects(mask: number): (host: Host) => boolean {
  return (host) => ((mask >>> host.enterpriseProject) & 1) === 1;
}
