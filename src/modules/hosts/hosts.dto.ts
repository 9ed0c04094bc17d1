import { memberNames } from '../../asset-types/row-schema.js';
import type { AnswerFormat } from '../../rest/answers/formats.js';
import {
  AgeParam,
  CursorParam,
  EnterpriseProjectParam,
  FieldsParam,
  BomParam,
  FormatParam,
  HostFilterParam,
  LimitParam,
  ProjectParam,
  TimeoutMsParam,
} from '../../rest/input/params.js';
import { HOST_PARAMETERS } from '../../upstream/hss/parameter-names.js';
import { HostGroupRow, HostRow } from './host-rows.dto.js';

export const HOST_MEMBERS = memberNames(HostRow);
export const GROUP_MEMBERS = memberNames(HostGroupRow);

const ListAgeParam = () => AgeParam('Greatest age of the list in seconds. 0 reads from the vendor.');

/** Query string of `GET /v1/hosts`. A server passes a filter with any of its values. */
export class HostParamsDto {
  static readonly instead = HOST_PARAMETERS;

  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @HostFilterParam('name') host_name?: string[];
  @HostFilterParam('ip') host_ip?: string[];
  @HostFilterParam('group') host_group?: string[];
  @HostFilterParam('os') host_os?: string[];
  @HostFilterParam('agent_status') host_agent_status?: string[];
  @HostFilterParam('protect_status') host_protect_status?: string[];
  @HostFilterParam('status') host_status?: string[];
  @HostFilterParam('tag') host_tag?: string[];
  @LimitParam() limit?: number;
  @CursorParam() cursor?: string;
  @ListAgeParam() max_age?: number;
  @TimeoutMsParam() timeout_ms?: number;
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
  @FieldsParam(HOST_MEMBERS) fields?: string | string[];
}

/** Query string of `GET /v1/hosts/{host_id}`. */
export class HostScopeParamsDto {
  @ProjectParam() project?: string;
  @EnterpriseProjectParam() enterprise_project_id?: string;
  @ListAgeParam() max_age?: number;
  @TimeoutMsParam() timeout_ms?: number;
}

/** Query string of `GET /v1/host-groups`. */
export class HostGroupParamsDto extends HostScopeParamsDto {
  @FormatParam() format?: AnswerFormat;
  @BomParam() bom?: boolean;
  @FieldsParam(GROUP_MEMBERS) fields?: string | string[];
}
