import { EnterpriseProjectParam, ProjectParam, TimeoutMsParam } from './params.js';

/** Parameters of calls about whole projects. */
export class ScopeParamsDto {
  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @TimeoutMsParam() timeout_ms?: number;
}
