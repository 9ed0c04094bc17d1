import type { HssExports } from './hss/exports.js';
import type { HssClient } from './hss/hss-client.js';

/** Calls that may go out at once, and how many more each minute brings; all credentials together. */
export interface QuotaState {
  readonly left: number;
  readonly perMinute: number;
}

/** One account and region that callers may ask, by the alias the operator gave it. */
export interface UpstreamProject {
  readonly alias: string;
  readonly region: string;
  /** Enterprise project asked when a caller names none. */
  readonly enterpriseProjectId: string;
  readonly hss: HssClient;
  readonly exports: HssExports;
  /** What may still be called of an endpoint; undefined when no limit is known. */
  quota(endpoint: string): QuotaState | undefined;
}

/** All configured projects. */
export interface UpstreamProjects {
  readonly all: readonly UpstreamProject[];
  readonly default: UpstreamProject;
  find(alias: string): UpstreamProject | undefined;
}

export const UpstreamProjects = Symbol('UpstreamProjects');
