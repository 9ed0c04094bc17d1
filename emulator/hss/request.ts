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
  /** A scripted fault will move the rows: do not answer from a copy. */
  readonly hasRowFault: boolean;
}

export type HssHandler = (request: HssRequest) => Answer | Listing;

/** One call of HSS: method, path behind `/v5/{project_id}`, and what answers it. */
export interface HssRoute {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The header `region` was mandatory in older texts; a setting makes it so again. */
  readonly regionHeader?: boolean;
  readonly handle: HssHandler;
}
