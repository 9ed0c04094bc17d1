import { EnterpriseProjectParam, ProjectParam, TimeoutMsParam } from './params.js';

/** Which projects a call is about, and how long it may take. */
export class ScopeParamsDto {
  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @TimeoutMsParam() timeout_ms?: number;
}
