import { Fault } from '../../kernel/fault.js';
import type { Call, SendContext, Sender } from '../transport/pipeline.js';
import { USER_AGENT } from '../transport/user-agent.js';
import type { WireRequest, WireResponse } from '../transport/wire.js';
import {
  decodePort,
  decodePortCount,
  decodePortOnHost,
  type HssPortCount,
  type PortMembers,
  type PortOnHost,
} from './assets/port.js';
import { objectOf, type WireObject } from './decode.js';
import { decodeHost, decodeHostGroup, decodeHostId, type HssHost, type HssHostGroup } from './hosts.js';
import {
  decodeList,
  decodeUnlessKnown,
  jsonOf,
  type DecodedPage,
  type KnownPages,
  type ListPage,
} from './list.js';
import type { PageSizes } from './page-sizes.js';
import { filled, queryString, segment, type QueryValue } from './path.js';

export type Category = 'host' | 'container';

/** One page of a list: `limit` 10 to 200, `offset` 0 to 2 000 000 (source: FACTS of the vendor's lists, section 4). */
export interface PageWindow {
  readonly offset: number;
  readonly limit: number;
}

export interface HssScope {
  readonly category: Category;
  readonly enterpriseProjectId: string;
}

/** The filters of the server list that we use; the rest is done by us. */
export interface HostQuery {
  readonly hostName?: string;
  readonly hostIdList?: string;
  readonly ipAddr?: string;
  readonly groupId?: string;
  readonly groupName?: string;
  readonly osType?: string;
  readonly agentStatus?: string;
  readonly protectStatus?: string;
  readonly hostStatus?: string;
  readonly label?: string;
  readonly enterpriseProjectId: string;
}

/** A call as data: `{name}` in `api` stands for a path segment from `params`. */
interface DescribedCall {
  readonly api: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, QueryValue>>;
}

/** One page of a list. */
export interface RowsCall<R> extends DescribedCall {
  readonly decode: (row: WireObject) => R;
  /** Whether it is one of many that carry the rows of a large query. */
  readonly bulk: boolean;
}

/** A call with all that sending it takes. */
interface PreparedCall<T> extends DescribedCall {
  readonly sender: Sender;
  readonly method: 'GET' | 'POST';
  readonly decode: (response: WireResponse) => T;
  /**
   * Equal calls in flight are sent once. The name keeps apart the ways in which answers to one path are decoded; within
   * one name the path decides how. Absent: never shared.
   */
  readonly sharedAs?: 'list' | 'rows' | 'ids' | `list ${string}`;
}

/** One object. */
export interface ObjectCall<T> extends DescribedCall {
  readonly decode: (answer: WireObject) => T;
}

interface HssClientOptions {
  /** `https://hss.<region>.myhuaweicloud.com` or what the operator configured. */
  readonly origin: string;
  readonly region: string;
  /** The vendor's id of the project: goes into every path. Looked up once where the configuration has only a name. */
  readonly projectId: (signal: AbortSignal) => Promise<string>;
  /** Carries the rows of large queries. */
  readonly rows: Sender;
  /** Carries single calls. */
  readonly single: Sender;
  /** Of this project. */
  readonly pageSizes: PageSizes;
}

const PORT_DETAIL = '/asset/ports/detail';
const JSON_TYPE = 'application/json';
const PROJECT = '/v5/{project_id}';

/** Endpoints that are read, by the rest of their path template: each is made once. */
const endpoints = new Map<string, string>();

function endpointOf(api: string): string {
  let endpoint = endpoints.get(api);
  if (endpoint === undefined) endpoints.set(api, (endpoint = `GET ${PROJECT}${api}`));
  return endpoint;
}

/** HSS of one project, typed. Every method is one upstream call and throws a Fault when it fails. */
export class HssClient {
  /** `/v5/{project_id}`, once known. */
  private base: string | undefined;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly options: HssClientOptions) {
    // `region` is optional in new texts, mandatory in old ones, and at least one call of the European site fails without it.
    this.headers = {
      'content-type': JSON_TYPE,
      accept: JSON_TYPE,
      'user-agent': USER_AGENT,
      region: options.region,
    };
  }

  /** Servers, in no promised order. */
  hosts(query: HostQuery, page: PageWindow, context: SendContext): Promise<ListPage<HssHost>> {
    return this.list(
      this.options.single,
      '/host-management/hosts',
      {
        host_name: query.hostName,
        host_id_list: query.hostIdList,
        ip_addr: query.ipAddr,
        group_id: query.groupId,
        group_name: query.groupName,
        os_type: query.osType,
        agent_status: query.agentStatus,
        protect_status: query.protectStatus,
        host_status: query.hostStatus,
        label: query.label,
        enterprise_project_id: query.enterpriseProjectId,
        limit: page.limit,
        offset: page.offset,
      },
      decodeHost,
      context,
    );
  }

  /** Ids of all servers, in no promised order. One of many pages, so it is carried like rows. */
  hostIds(enterpriseProjectId: string, page: PageWindow, context: SendContext): Promise<ListPage<string>> {
    return this.page(
      {
        ...{ sender: this.options.rows, method: 'GET', api: '/host-management/hosts', sharedAs: 'ids' },
        query: { enterprise_project_id: enterpriseProjectId, limit: page.limit, offset: page.offset },
        decode: (response) => decodeList(response, decodeHostId),
      },
      context,
    );
  }

  /** Server groups with their members. */
  hostGroups(
    query: { readonly groupName?: string; readonly enterpriseProjectId: string },
    page: PageWindow,
    context: SendContext,
  ): Promise<ListPage<HssHostGroup>> {
    return this.list(
      this.options.single,
      '/host-management/groups',
      {
        group_name: query.groupName,
        enterprise_project_id: query.enterpriseProjectId,
        limit: page.limit,
        offset: page.offset,
      },
      decodeHostGroup,
      context,
    );
  }

  /** Open ports of one server. @param shape makes a row of its members; one for each project, since equal calls are shared. */
  portsOfHost<R>(
    hostId: string,
    scope: HssScope,
    page: PageWindow,
    shape: (members: PortMembers) => R,
    context: SendContext,
  ): Promise<ListPage<R>> {
    return this.list(
      this.options.rows,
      '/asset/ports',
      {
        host_id: hostId,
        category: scope.category,
        enterprise_project_id: scope.enterpriseProjectId,
        limit: page.limit,
        offset: page.offset,
      },
      (row) => shape(decodePort(row, hostId)),
      context,
    );
  }

  /** Everything that listens on one port, on any server. */
  hostsOfPort(
    port: number,
    scope: HssScope,
    page: PageWindow,
    context: SendContext,
  ): Promise<ListPage<PortOnHost>> {
    const query = portQuery(port, scope, page);
    return this.list(this.options.rows, PORT_DETAIL, query, decodePortOnHost, context);
  }

  /** The same, but a page that is known is not decoded again. */
  hostsOfPortUnlessKnown<Known>(
    port: number,
    scope: HssScope,
    page: PageWindow,
    known: KnownPages<Known>,
    context: SendContext,
  ): Promise<DecodedPage<PortOnHost, Known>> {
    return this.page(
      {
        ...{
          sender: this.options.rows,
          method: 'GET',
          api: PORT_DETAIL,
          query: portQuery(port, scope, page),
        },
        decode: (response) => decodeUnlessKnown(response, decodePortOnHost, known),
        sharedAs: `list ${known.id}`,
      },
      context,
    );
  }

  /** Which ports exist, and on how many servers. @param scope with `status` or `port`, only lines of that risk level or port. */
  portStatistics(
    scope: HssScope & { readonly status?: string | undefined; readonly port?: string | undefined },
    page: PageWindow,
    context: SendContext,
  ): Promise<ListPage<HssPortCount>> {
    return this.list(
      this.options.single,
      '/asset/port/statistics',
      {
        category: scope.category,
        enterprise_project_id: scope.enterpriseProjectId,
        status: scope.status,
        port: scope.port,
        sort_key: 'port',
        sort_dir: 'asc',
        limit: page.limit,
        offset: page.offset,
      },
      decodePortCount,
      context,
    );
  }

  /** One page of the list that `call` describes. */
  rows<R>(call: RowsCall<R>, context: SendContext): Promise<ListPage<R>> {
    const { rows, single } = this.options;
    return this.page(
      {
        ...call,
        sender: call.bulk ? rows : single,
        method: 'GET',
        decode: (response) => decodeList(response, call.decode),
        sharedAs: 'rows',
      },
      context,
    );
  }

  /** The object that `call` describes. */
  object<T>(call: ObjectCall<T>, context: SendContext): Promise<T> {
    const decode = (response: WireResponse): T => call.decode(objectOf(jsonOf(response), 'the answer'));
    return this.read({ ...call, sender: this.options.single, method: 'GET', decode }, context);
  }

  /** Sends a call that changes something upstream, and ignores the content of the answer. Not retried. */
  command(call: DescribedCall, context: SendContext): Promise<void> {
    return this.read(
      { ...call, sender: this.options.single, method: 'POST', decode: () => undefined },
      context,
    );
  }

  private list<R>(
    sender: Sender,
    api: string,
    query: Readonly<Record<string, QueryValue>>,
    decodeRow: (row: WireObject) => R,
    context: SendContext,
  ): Promise<ListPage<R>> {
    const decode = (response: WireResponse): ListPage<R> => decodeList(response, decodeRow);
    return this.page({ sender, method: 'GET', api, query, decode, sharedAs: 'list' }, context);
  }

  /** Reads one page of a list. The first one is made smaller where the vendor does not take its size. */
  private page<P extends object>(call: PreparedCall<P>, context: SendContext): Promise<P> {
    const { offset, limit } = call.query;
    if (offset !== 0 || typeof limit !== 'number' || this.options.pageSizes.takes(call.api, limit))
      return this.read(call, context);
    return this.options.pageSizes
      .firstPage(call.api, limit, (smaller) =>
        this.read(smaller === limit ? call : { ...call, query: { ...call.query, limit: smaller } }, context),
      )
      .then(({ page, size }) => (size < limit ? { ...page, limit: size } : page));
  }

  private read<T>(prepared: PreparedCall<T>, context: SendContext): Promise<T> {
    try {
      if (this.base !== undefined) return this.send(this.base, prepared, context);
    } catch (error) {
      return Promise.reject(Fault.from(error));
    }
    return this.findBase(context.signal).then((base) => this.send(base, prepared, context));
  }

  private send<T>(
    base: string,
    { sender, method, api, params, query, decode, sharedAs }: PreparedCall<T>,
    context: SendContext,
  ): Promise<T> {
    const path = base + filled(api, params) + queryString(query);
    const call: Call = {
      endpoint: method === 'GET' ? endpointOf(api) : `${method} ${PROJECT}${api}`,
      method,
      build: () => this.request(method, path),
      ...(sharedAs === undefined ? {} : { shareKey: `${sharedAs} ${path}` }),
    };
    return sender.read(call, decode, context);
  }

  private async findBase(signal: AbortSignal): Promise<string> {
    this.base = `/v5/${segment(await this.options.projectId(signal))}`;
    return this.base;
  }

  private request(method: WireRequest['method'], path: string): WireRequest {
    return { method, origin: this.options.origin, path, headers: this.headers };
  }
}

function portQuery(port: number, scope: HssScope, page: PageWindow): Readonly<Record<string, QueryValue>> {
  return {
    port,
    category: scope.category,
    enterprise_project_id: scope.enterpriseProjectId,
    limit: page.limit,
    offset: page.offset,
  };
}
