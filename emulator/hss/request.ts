import type { Answer, Listing } from '../gateway/answer.js';
import type { Caller } from '../gateway/authenticate.js';
import type { Parameters } from '../gateway/parameters.js';
import type { Project } from '../iam/directory.js';
import type { Settings } from '../settings.js';

/** A call of HSS that got past the gateway. */
export interface HssRequest {
  readonly project: Project;
  readonly caller: Caller;
  readonly parameters: Parameters;
  /** Variable parts of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The header `Range`. */
  readonly range: string | undefined;
  readonly settings: Settings;
  /** Whether a scripted fault will move the rows; then kept pages must not be used. */
  readonly hasRowFault: boolean;
}

export type HssHandler = (request: HssRequest) => Answer | Listing;

/** One call of HSS: method, path after `/v5/{project_id}`, and its handler. */
export interface HssRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Whether older documents demand the header `region`; a setting demands it again. */
  readonly regionHeader?: boolean;
  readonly handle: HssHandler;
}
