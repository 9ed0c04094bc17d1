// Written from docs/openapi.full.json by scripts/write-client-types.mjs; not to be edited.
export interface paths {
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The process in numbers, for Prometheus
     * @description Needs no key where the operator made it public.
     */
    get: operations['getMetrics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/whoami': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The caller, its rights, and what is left of its limits */
    get: operations['getWhoami'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/upstream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * State of the credentials for the vendor
     * @description By project and credential: state, and issue and expiry of the token, but never the token itself. Makes no call to the vendor.
     */
    get: operations['getUpstreamState'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/upstream/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Signs in to the vendor again
     * @description Forgets refusals, fetches new tokens, and returns the new states. A refused credential is tried again once a minute at most, because the vendor locks users after a few wrong passwords.
     */
    post: operations['refreshUpstreamToken'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/tickets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * A ticket for event streams, valid for a minute
     * @description A browser's EventSource cannot send headers. Get a ticket with your key, then open the stream with `?ticket=`. The ticket has the rights of the key, but only for GETs that return rows as `text/event-stream`.
     */
    post: operations['createTicket'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Open ports of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listPorts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ports/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Open ports of up to 100 000 hosts, or of a selection */
    post: operations['queryPorts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ports/{port}/hosts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Who listens on one port: rows with host name and address */
    get: operations['listPortHosts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/hosts/{host_id}/ports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Open ports of one server */
    get: operations['listHostPorts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ports/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Counts of rows and hosts by port, protocol, status, exposure, process or host */
    get: operations['getPortSummary'];
    put?: never;
    /** The same for up to 100 000 hosts, or for a selection */
    post: operations['queryPortSummary'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/hosts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Servers, by project and id */
    get: operations['listHosts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/host-groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Server groups and their members */
    get: operations['listHostGroups'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/hosts/{host_id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One server */
    get: operations['getHost'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Accounts of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listUserAccounts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/users/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Accounts of up to 100 000 hosts, or of a selection */
    post: operations['queryUserAccounts'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/auto_launch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Auto-start items of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listAutoLaunchItems'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/auto_launch/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Auto-start items of up to 100 000 hosts, or of a selection */
    post: operations['queryAutoLaunchItems'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/database': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Databases of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listDatabases'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/database/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Databases of up to 100 000 hosts, or of a selection */
    post: operations['queryDatabases'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_cms': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Web applications of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listWebCmsApps'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_cms/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Web applications of up to 100 000 hosts, or of a selection */
    post: operations['queryWebCmsApps'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_service': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Web services of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listWebServices'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_service/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Web services of up to 100 000 hosts, or of a selection */
    post: operations['queryWebServices'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/jar_package': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Middleware packages of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listJarPackages'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/jar_package/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Middleware packages of up to 100 000 hosts, or of a selection */
    post: operations['queryJarPackages'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/port': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Open ports of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listPortAssets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/port/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Open ports of up to 100 000 hosts, or of a selection */
    post: operations['queryPortAssets'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/process': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Processes of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listProcesses'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/process/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Processes of up to 100 000 hosts, or of a selection */
    post: operations['queryProcesses'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_framework': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Web frameworks of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listWebFrameworks'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_framework/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Web frameworks of up to 100 000 hosts, or of a selection */
    post: operations['queryWebFrameworks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_site': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Websites of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listWebSites'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/web_site/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Websites of up to 100 000 hosts, or of a selection */
    post: operations['queryWebSites'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/app': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Software of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listApps'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/app/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Software of up to 100 000 hosts, or of a selection */
    post: operations['queryApps'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/kernel_module': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Kernel modules of many hosts
     * @description Name hosts with `host_ids`, or use `hosts=all`. For more hosts than fit into a URL, use the call with `POST`.
     */
    get: operations['listKernelModules'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/kernel_module/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Kernel modules of up to 100 000 hosts, or of a selection */
    post: operations['queryKernelModules'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The twelve types: their members, filters, orders and plans */
    get: operations['getAssetCatalogue'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/statistics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** How many rows each type has */
    get: operations['listAssetStatistics'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/{type}/top': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The five items of a type that most servers have */
    get: operations['listTopAssets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/{type}/collect': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Status of a collection on request */
    get: operations['getCollection'];
    put?: never;
    /**
     * Makes the agent of one server collect a type now
     * @description When the status is `done`, read the rows with `max_age=0`.
     */
    post: operations['startCollection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/ports/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Ports that opened, closed or became dangerous
     * @description Compares the present state of the fleet with the last complete reading at or before `since`.
     */
    get: operations['listPortChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/users/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Changes of accounts, newest first */
    get: operations['listUserAccountChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/auto_launch/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Changes of auto-start items, newest first */
    get: operations['listAutoLaunchItemChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/app/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Changes of software, newest first */
    get: operations['listAppChanges'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your exports, newest first */
    get: operations['listExports'];
    put?: never;
    /**
     * Order a file of one asset type
     * @description Needs the scope to read the type as well: `assets:read`, or `ports:read` for ports. Answers at once; follow `Location`. With `host_ids` or `hosts` our own query of these hosts makes the file, because the vendor cannot select hosts. Such an export waits until the caller has the points of the query, and its file names the hosts that are missing. With an `Idempotency-Key` a repeated order makes no second export and gets the first answer again.
     */
    post: operations['createExport'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports/columns': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Columns and filters that exports can have */
    get: operations['listExportColumns'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One export
     * @description `Prefer: wait=30` answers when the export is over, or after 30 seconds (at most 55). As `text/event-stream`, each change is an `export` event, and `end` closes the stream.
     */
    get: operations['getExport'];
    put?: never;
    post?: never;
    /** Cancel an export that is under way, or forget one that is over */
    delete: operations['deleteExport'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/exports/{id}/file': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The file of an export, as it is or row by row
     * @description A file of our own query is CSV, NDJSON or XLSX, as it was ordered. A file of the vendor is fetched whole and checked before the answer begins. Row by row, names of columns stand for headings, and the last line (NDJSON, CSV) or the end of the document (JSON) says whether all rows were there: `complete` is true only when at least as many different rows of listed servers came as the vendor counted after it had made the file, else `reason` says why not. When the process that answers is being stopped, the rows end early with the reason `draining`. Files as they are come with length and digest, and in any range.
     */
    get: operations['getExportFile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the process is alive */
    get: operations['getLiveness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether this process should get requests */
    get: operations['getReadiness'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/problems/{kind}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a kind of problem means */
    get: operations['getProblem'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AppChangeLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['AppChangeRow'] | components['schemas']['PickedAppChangeRow'];
    };
    AppChangePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['AppChangeRow'] | components['schemas']['PickedAppChangeRow'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['ChangesSummaryDto'];
    };
    AppChangeRow: {
      /** @description Alias of the project. */
      project: string;
      /** @description Null when the vendor does not say. */
      host_id: string | null;
      /** @description Name of the host. */
      host_name: string | null;
      /** @description Private address of the host. */
      host_ip: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at: string;
      /** @description Name of the software. */
      app_name: string | null;
      /** @description Version. */
      version: string | null;
      /**
       * Format: date-time
       * @description When the software was updated.
       */
      update_time: string | null;
    };
    AppLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['AppRow'] | components['schemas']['PickedAppRow'];
    };
    AppPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['AppRow'] | components['schemas']['PickedAppRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    AppQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      app_name?: string;
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Where it is installed, in part; case ignored. */
      install_dir?: string;
      /** @description Order of the rows: one or more of host, host_name, app_name, version, update_time, recent_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, app_name, version, install_dir, update_time, recent_scan_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    AppRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the software. */
      app_name: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Where it is installed. */
      install_dir: string | null;
      /**
       * Format: date-time
       * @description When it was last updated.
       */
      update_time: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    AssetFilterDto: {
      name: string;
      /**
       * @description How the filter compares the member of that name: `contains` is a substring, `one_of` a list of whole texts, `flag` true or false, `ports` a list of numbers and ranges.
       * @enum {string}
       */
      kind: 'contains' | 'one_of' | 'flag' | 'ports';
      values?: string[];
      description: string;
    };
    AssetMemberDto: {
      name: string;
      /** @description JSON type: string, integer, boolean. */
      type: string;
      /** @description `date-time` for RFC 3339. */
      format?: string;
      nullable: boolean;
      /** @description All possible values. */
      values?: (string | number)[];
      description: string;
    };
    AssetTypeDto: {
      /** @enum {string} */
      type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      title: string;
      members: components['schemas']['AssetMemberDto'][];
      /** @description Members that, after project and host, identify a row. Rows are ordered by them. */
      order: string[];
      /** @description Filters besides those that every query has. */
      filters: components['schemas']['AssetFilterDto'][];
      /** @description Names that `sort` accepts. */
      sorts: string[];
      plans: ('per-host' | 'by-port' | 'export' | 'snapshot')[];
      /**
       * Format: int64
       * @description Interval in which the vendor's agents collect the type, in seconds.
       */
      collected_every_s: number;
      /** @description Whether it can be collected on request: `POST /v1/assets/{type}/collect`. */
      collectable: boolean;
      /** @description Whether the vendor keeps its changes: `GET /v1/assets/{type}/changes`. */
      changes: boolean;
    };
    AutoLaunchChangeLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['AutoLaunchChangeRow'] | components['schemas']['PickedAutoLaunchChangeRow'];
    };
    AutoLaunchChangePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (
        components['schemas']['AutoLaunchChangeRow'] | components['schemas']['PickedAutoLaunchChangeRow']
      )[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['ChangesSummaryDto'];
    };
    AutoLaunchChangeRow: {
      /** @description Alias of the project. */
      project: string;
      /** @description Null when the vendor does not say. */
      host_id: string | null;
      /** @description Name of the host. */
      host_name: string | null;
      /** @description Private address of the host. */
      host_ip: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at: string;
      /** @description Name of the item. */
      name: string | null;
      /**
       * Format: int64
       * @description The vendor's number of the kind.
       */
      type: number | null;
      /**
       * @description The kind as a word.
       * @enum {string}
       */
      kind: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
      /** @description Path of the item. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /** @description User that it runs as. */
      run_user: string | null;
    };
    AutoLaunchLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['AutoLaunchRow'] | components['schemas']['PickedAutoLaunchRow'];
    };
    AutoLaunchPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['AutoLaunchRow'] | components['schemas']['PickedAutoLaunchRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    AutoLaunchQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the item, in part; case ignored. */
      name?: string;
      /** @description Kind; one or more. */
      kind?:
        | ('service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other')
        | ('service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other')[];
      /** @description Path of the item, in part; case ignored. */
      path?: string;
      /** @description User that it runs as; one or more. */
      run_user?: string | string[];
      /** @description Order of the rows: one or more of host, host_name, name, type, recent_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, name, type, kind, path, hash, run_user, recent_scan_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    AutoLaunchRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Name of the item. */
      name: string | null;
      /**
       * Format: int64
       * @description The vendor's number of the kind: 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder.
       */
      type: number | null;
      /**
       * @description The kind as a word.
       * @enum {string}
       */
      kind: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
      /** @description Path of the item. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /** @description User that it runs as. */
      run_user: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    CatalogueColumnDto: {
      field: string;
      /** @description Heading where the order names none. */
      title: string;
      /**
       * @description Type of the cells in rows. A cell that does not have this type stays text; an empty cell is null.
       * @enum {string}
       */
      kind: 'text' | 'integer' | 'flag' | 'instant' | 'risk';
      /** @description The vendor does not promise this column: the export may fail with it, or it may stay empty. */
      uncertain: boolean;
    };
    CatalogueDto: {
      items: components['schemas']['AssetTypeDto'][];
    };
    CatalogueFilterDto: {
      name: string;
      /** @enum {string} */
      kind: 'text' | 'integer' | 'flag' | 'word';
      /** @description The values that a `word` can have. */
      values: string[] | null;
    };
    ChangesSummaryDto: {
      complete: boolean;
      /**
       * @description Why `complete` is false, where no single host is the reason. `draining`: the process is being stopped; send the request again, and another process answers it.
       * @enum {string}
       */
      reason?: 'draining';
      /**
       * Format: int32
       * @description Changes on this page.
       */
      items: number;
      /**
       * Format: int32
       * @description Changes on all pages.
       */
      total: number;
      /** Format: date-time */
      since: string;
      /** Format: date-time */
      until: string;
      /** Format: int32 */
      upstream_calls: number;
      /** Format: int32 */
      elapsed_ms: number;
    };
    ChangesSummaryLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'summary';
      summary: components['schemas']['ChangesSummaryDto'];
    };
    CollectDto: {
      /** @description The server whose agent collects. */
      host_id: string;
      /** @description Alias of the project. Default: the configured project. */
      project?: string;
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
      enterprise_project_id?: string;
    };
    CollectionDto: {
      project: string;
      host_id: string;
      /** @enum {string} */
      type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      /**
       * @description `never`: no collection was requested.
       * @enum {string}
       */
      status: 'never' | 'running' | 'done' | 'failed' | 'unknown';
      /**
       * Format: date-time
       * @description When the last collection ended.
       */
      collected_at: string | null;
    };
    CredentialErrorDto: {
      /** @enum {string} */
      code:
        | 'credential'
        | 'forbidden'
        | 'not_found'
        | 'rejected'
        | 'throttled'
        | 'unavailable'
        | 'network'
        | 'timeout'
        | 'deadline'
        | 'bad_payload'
        | 'changed_during_read'
        | 'too_many_rows'
        | 'answer_too_large'
        | 'cancelled'
        | 'circuit_open'
        | 'overloaded'
        | 'out_of_points'
        | 'draining';
      /**
       * @description What has to be corrected, if known.
       * @enum {string|null}
       */
      problem:
        | 'wrong_password'
        | 'locked'
        | 'console_only'
        | 'disabled'
        | 'denied'
        | 'project_unknown'
        | 'request_invalid'
        | 'token_not_accepted'
        | 'signature_refused'
        | null;
      /** Format: date-time */
      at: string;
    };
    CredentialStateDto: {
      /** @description Kind and position in the configuration. */
      id: string;
      /** @enum {string} */
      kind: 'password' | 'ak-sk';
      /**
       * @description `empty`: not needed yet. `failing`: it is retried automatically. `refused`: the vendor refuses it, so it is not tried before `retry_at`, a refresh, or a new configuration.
       * @enum {string}
       */
      condition: 'ready' | 'empty' | 'failing' | 'refused';
      /** @description Null for access keys, and before the first token. */
      token: components['schemas']['TokenStateDto'] | null;
      last_error: components['schemas']['CredentialErrorDto'] | null;
      /** Format: date-time */
      retry_at: string | null;
    };
    DatabaseLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['DatabaseRow'] | components['schemas']['PickedDatabaseRow'];
    };
    DatabasePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['DatabaseRow'] | components['schemas']['PickedDatabaseRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    DatabaseQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      name?: string;
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    DatabaseRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the software. */
      name: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Where it is installed. */
      install_path: string | null;
      /** @description Its configuration. */
      config_path: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid: number | null;
      /** @description Executable of the process. */
      proc_path: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    EstimateDto: {
      /** Format: int32 */
      upstream_calls: number;
      /**
       * Format: int32
       * @description Null when the quota leaves no room at all.
       */
      expected_ms: number | null;
    };
    ExplanationDto: {
      reason: string;
      /** @description The plans that were compared; empty when only one was possible. */
      plans: components['schemas']['PlanPriceDto'][];
    };
    ExportCatalogueDto: {
      /** @enum {string} */
      asset_type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      columns: components['schemas']['CatalogueColumnDto'][];
      filters: components['schemas']['CatalogueFilterDto'][];
    };
    ExportCataloguesDto: {
      items: components['schemas']['ExportCatalogueDto'][];
    };
    ExportColumnDto: {
      /** @description Name of the column, as `GET /v1/exports/columns` lists them. */
      field: string;
      /** @description Heading of the column in the file. */
      title: string;
    };
    ExportDto: {
      /** Format: uuid */
      id: string;
      /** @enum {string} */
      status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired';
      /**
       * @description Who makes the file: the upstream service, or our own query of the hosts ordered.
       * @enum {string}
       */
      source: 'vendor' | 'fleet';
      /**
       * @description Format of the file as it was made.
       * @enum {string}
       */
      format: 'zip' | 'csv' | 'ndjson' | 'xlsx';
      /** @description Alias of the project. */
      project: string;
      /** @enum {string} */
      asset_type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      /** @enum {string} */
      category: 'host' | 'container';
      columns: components['schemas']['ExportColumnDto'][];
      filter: {
        [key: string]: unknown;
      } | null;
      enterprise_project_id: string;
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      started_at: string | null;
      /** Format: date-time */
      finished_at: string | null;
      /**
       * Format: date-time
       * @description From then on the file is no longer handed out.
       */
      expires_at: string;
      /**
       * Format: int32
       * @description Rows of the file, known once they were read; for a file of our own, the rows so far.
       */
      rows: number | null;
      /**
       * Format: int32
       * @description Size of the file, known once it was fetched; for a file of our own, the size so far.
       */
      bytes: number | null;
      /** @description Counts of the hosts of a file of our own; null before the first host, and for files of the vendor. */
      hosts: components['schemas']['HostCountsDto'] | null;
      /** @description Whether the file has all rows; null until that is known: for a file of the vendor, once its rows were read. False when rows are missing, or when that cannot be found out. */
      complete: boolean | null;
      /** @description The first hosts whose rows are missing; `hosts.failed` counts all, the file lists all. */
      failures: components['schemas']['FailureDto'][];
      /** @description Where the file is, once there is one. */
      file: string | null;
      /**
       * @description What an export that is under way waits for. `store_full`: the store that all instances share has no memory left; the export fails when that takes too long.
       * @enum {string|null}
       */
      waiting_for: 'store_full' | null;
      /** @description Why it failed; null when it has not. */
      failure: components['schemas']['ExportFailureDto'] | null;
    };
    ExportFailureDto: {
      /** @example export_failed */
      code: string;
      title: string;
      /** @description Whether ordering the same again may help. */
      retryable: boolean;
    };
    ExportLineDto: {
      /** @enum {string} */
      type: 'item' | 'summary';
      item?: {
        [key: string]: unknown;
      };
      summary?: components['schemas']['ExportOutcomeDto'];
    };
    ExportOrderDto: {
      /** @enum {string} */
      asset_type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      /**
       * @default host
       * @enum {string}
       */
      category?: 'host' | 'container';
      /** @description Columns in their order, by name or with a heading of your own. Default: all of the type. With `host_ids` or `hosts` they are members of the rows, as `GET /v1/assets` lists them. */
      columns?: (
        | string
        | {
            field: string;
            title?: string;
          }
      )[];
      /** @description Filters of the type by name, as `GET /v1/exports/columns` lists them; all together at most 128 characters as JSON. With `host_ids` or `hosts` they are the filters of the query of the type, as `GET /v1/assets` lists them, with `host_name` and `host_ip`, and of any length. */
      filter?: {
        [key: string]: string | number | boolean | (string | number)[];
      };
      /** @description Hosts by id. The rows then come from our own query of these hosts. */
      host_ids?: string[];
      /** @description Hosts by what they are; `{"all": true}` for every server. The rows then come from our own query of these hosts. */
      hosts?: components['schemas']['HostSelectionDto'];
      /**
       * @description Format of the file. Only with `host_ids` or `hosts`.
       * @default csv
       * @enum {string}
       */
      format?: 'csv' | 'ndjson' | 'xlsx';
      /**
       * @description `forbid`: the export fails instead of making a file that lacks hosts. Only with `host_ids` or `hosts`.
       * @default allow
       * @enum {string}
       */
      partial?: 'allow' | 'forbid';
      /**
       * Format: int32
       * @description Seconds that rows may be old. Default: how often the vendor collects the type; 0 asks upstream. Only with `host_ids` or `hosts`.
       */
      max_age?: number;
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
      enterprise_project_id?: string;
      /** @description Alias of the project. Default: the configured project. */
      project?: string;
    };
    ExportOutcomeDto: {
      /** @description Whether at least as many different rows of listed servers came as the vendor counted after it had made the file. */
      complete: boolean;
      /**
       * Format: int32
       * @description Rows in this answer.
       */
      items: number;
      /**
       * @description Why it is not complete. `draining`: the process that answers is being stopped, and rows are left out; ask again, and another one answers. `rows_missing`: fewer rows came than were counted. `rows_alike`: enough came, but some are alike in all columns, so others may be missing; more columns tell them apart. `unlisted_servers`: some are of servers that the vendor does not list. `not_checked`: the vendor did not count the rows or list its servers, or no column names the server. `too_many_rows`: too many to look for repeats.
       * @enum {string}
       */
      reason?:
        'draining' | 'rows_missing' | 'rows_alike' | 'unlisted_servers' | 'not_checked' | 'too_many_rows';
      /**
       * Format: int32
       * @description Rows that the vendor counted, when not all of them are here.
       */
      rows_counted?: number;
    };
    ExportPageDto: {
      /** @description Newest first. */
      items: components['schemas']['ExportDto'][];
      next_cursor: string | null;
    };
    ExportRowsDto: {
      items: {
        [key: string]: unknown;
      }[];
      /** @description As in `summary`. */
      complete: boolean;
      summary: components['schemas']['ExportOutcomeDto'];
    };
    FailureDto: {
      /** @description Alias of the host's project. */
      project: string;
      /** @description `*` means the hosts of the project: they could not be listed, or the list changed while it was read (`changed_during_read`) and may lack some. `?` and a digest of 22 characters stand for an id from the vendor that cannot be used, because it is too long or has invalid characters. Such a host cannot be read; the code is `bad_payload`. */
      host_id: string;
      /**
       * @description Reason, for programs.
       * @enum {string}
       */
      code:
        | 'credential'
        | 'forbidden'
        | 'not_found'
        | 'rejected'
        | 'throttled'
        | 'unavailable'
        | 'network'
        | 'timeout'
        | 'deadline'
        | 'bad_payload'
        | 'changed_during_read'
        | 'too_many_rows'
        | 'answer_too_large'
        | 'cancelled'
        | 'circuit_open'
        | 'overloaded'
        | 'out_of_points'
        | 'draining';
      /** @description Reason, for people. */
      title: string;
      /** @description Whether the same request may succeed later. */
      retryable: boolean;
      /**
       * Format: int32
       * @description Number of attempts; 0 when no call was made for the host.
       */
      attempts: number;
    };
    FailureLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'failure';
      failure: components['schemas']['FailureDto'];
    };
    HostCountsDto: {
      /**
       * Format: int32
       * @description Hosts the query is about.
       */
      requested: number;
      /**
       * Format: int32
       * @description Hosts read for this answer, from the vendor or a cache.
       */
      answered: number;
      /**
       * Format: int32
       * @description Hosts that could not be read.
       */
      failed: number;
    };
    HostGroupLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['HostGroupRow'] | components['schemas']['PickedHostGroupRow'];
    };
    HostGroupPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['HostGroupRow'] | components['schemas']['PickedHostGroupRow'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['ListSummaryDto'];
    };
    HostGroupRow: {
      project: string;
      group_id: string;
      group_name: string | null;
      /** Format: int32 */
      hosts: number;
      /** Format: int32 */
      risk_hosts: number;
      /** Format: int32 */
      unprotected_hosts: number;
      host_ids: string[];
      outside: boolean | null;
    };
    HostLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['HostRow'] | components['schemas']['PickedHostRow'];
    };
    HostPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['HostRow'] | components['schemas']['PickedHostRow'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['ListSummaryDto'];
    };
    HostProgressDto: {
      /**
       * Format: int32
       * @description Hosts that were read or failed.
       */
      done: number;
      /** Format: int32 */
      total: number;
    };
    HostRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      host_name: string | null;
      /** @description Private address. */
      host_ip: string | null;
      public_ip: string | null;
      /** @description installed, not_installed, online, offline, install_failed, installing; more values may be added. */
      agent_status: string | null;
      agent_id: string | null;
      /** @description closed, opened, protection_exception; more values may be added. */
      protect_status: string | null;
      /** @description Edition of HSS that protects the server. */
      edition: string | null;
      /** @description Power state: ACTIVE, SHUTOFF, BUILDING, ERROR; more values may be added. */
      status: string | null;
      /** @description Linux or Windows; more values may be added. */
      os_type: string | null;
      os_name: string | null;
      os_version: string | null;
      /** @description undetected, clean, risk, scanning; more values may be added. */
      detect_result: string | null;
      group_id: string | null;
      group_name: string | null;
      enterprise_project_id: string | null;
      enterprise_project_name: string | null;
      /** @description important, common, test; more values may be added. */
      asset_value: string | null;
      tags: string[];
      /** @description Whether the server is outside the cloud. */
      outside: boolean | null;
      vpc_id: string | null;
      /**
       * Format: date-time
       * @description When the state of the agent changed last.
       */
      agent_changed_at: string | null;
    };
    HostSelectionDto: {
      /** @description Every server. The other members, where given, still narrow the selection. */
      all?: boolean;
      /** @description Substring of the host name, case ignored. */
      name?: string | string[];
      /** @description Whole private or public address. */
      ip?: string | string[];
      /** @description Id or whole name of a server group. */
      group?: string | string[];
      /** @description `linux`, `windows`, or a substring of the name of the operating system. */
      os?: string | string[];
      /** @description State of the agent: installed, not_installed, online, offline, install_failed, installing, not_online. */
      agent_status?: string | string[];
      /** @description State of the protection: closed, opened, protection_exception. */
      protect_status?: string | string[];
      /** @description Power state: ACTIVE, SHUTOFF, BUILDING, ERROR. */
      status?: string | string[];
      /** @description A whole label of the server. */
      tag?: string | string[];
    };
    InProgressDto: {
      /** @description Maximum at the same time, in each process. */
      limit: number;
      /** @description Number in this process, including this request. */
      in_progress: number;
    };
    InputErrorDto: {
      /** @description Query, path or header parameter at fault. */
      parameter?: string;
      /** @description JSON pointer into the body. */
      pointer?: string;
      detail: string;
    };
    JarPackageLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['JarPackageRow'] | components['schemas']['PickedJarPackageRow'];
    };
    JarPackagePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['JarPackageRow'] | components['schemas']['PickedJarPackageRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    JarPackageQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the file, in part; case ignored. */
      file_name?: string;
      /** @description What kind of package; one or more. */
      file_type?: string | string[];
      /** @description Category; one or more. */
      catalogue?: string | string[];
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description SHA-256 of the file; one or more. */
      hash?: string | string[];
      /** @description Order of the rows: one or more of host, host_name, file_name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, file_name, name, catalogue, file_type, version, path, hash, size, uid, gid, mode, pid, proc_path, package_path, is_embedded, record_time. Default: all. */
      fields?: string | string[];
    };
    JarPackageRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the file. */
      file_name: string | null;
      /** @description Name without version and suffix. Null when hosts named by id were read one by one: that list does not say it. */
      name: string | null;
      /** @description Category. */
      catalogue: string | null;
      /** @description What kind of package: jar, python, npm. */
      file_type: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Path of the file. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /**
       * Format: int64
       * @description Size of the file in bytes. Null when hosts named by id were read one by one: that list does not say it.
       */
      size: number | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner. Null when hosts named by id were read one by one: that list does not say it.
       */
      gid: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description Id of the process that uses it.
       */
      pid: number | null;
      /** @description Executable of that process. */
      proc_path: string | null;
      /** @description Package that it lies in. Null when hosts named by id were read one by one: that list does not say it. */
      package_path: string | null;
      /** @description Whether it lies in another package. Null when hosts named by id were read one by one: that list does not say it. */
      is_embedded: boolean | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
    };
    KernelModuleLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['KernelModuleRow'] | components['schemas']['PickedKernelModuleRow'];
    };
    KernelModulePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['KernelModuleRow'] | components['schemas']['PickedKernelModuleRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    KernelModuleQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the module, in part; case ignored. */
      name?: string;
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description SHA-256 of the file; one or more. */
      hash?: string | string[];
      /** @description Order of the rows: one or more of host, host_name, name, size, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, name, file_name, version, srcversion, path, size, mode, uid, ctime, mtime, hash, desc, record_time. Default: all. */
      fields?: string | string[];
    };
    KernelModuleRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Name of the module. */
      name: string | null;
      /** @description Name of the file. */
      file_name: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Version of the source. */
      srcversion: string | null;
      /** @description Path of the file. */
      path: string | null;
      /**
       * Format: int64
       * @description Size of the file in bytes.
       */
      size: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: date-time
       * @description When the file was created.
       */
      ctime: string | null;
      /**
       * Format: date-time
       * @description When the file was changed.
       */
      mtime: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /** @description What the module says of itself. */
      desc: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
    };
    LimitsLeftDto: {
      points: components['schemas']['PointsLeftDto'];
      requests: components['schemas']['InProgressDto'];
      streams: components['schemas']['InProgressDto'];
    };
    ListSummaryDto: {
      /** @description False when `failures` has entries. */
      complete: boolean;
      /**
       * @description Why `complete` is false, where no single host is the reason. `draining`: the process is being stopped; send the request again, and another process answers it.
       * @enum {string}
       */
      reason?: 'draining';
      /**
       * Format: int32
       * @description Rows on all pages.
       */
      total: number;
      /**
       * Format: int32
       * @description Rows on this page.
       */
      items: number;
      /** Format: int32 */
      upstream_calls: number;
      /**
       * Format: date-time
       * @description When the oldest list was read from the vendor.
       */
      as_of: string;
      /** Format: int32 */
      elapsed_ms: number;
    };
    ListSummaryLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'summary';
      summary: components['schemas']['ListSummaryDto'];
    };
    LiveDto: {
      /** @enum {string} */
      status: 'alive';
    };
    PickedAppChangeRow: {
      /** @description Alias of the project. */
      project?: string;
      /** @description Null when the vendor does not say. */
      host_id?: string | null;
      /** @description Name of the host. */
      host_name?: string | null;
      /** @description Private address of the host. */
      host_ip?: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change?: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at?: string;
      /** @description Name of the software. */
      app_name?: string | null;
      /** @description Version. */
      version?: string | null;
      /**
       * Format: date-time
       * @description When the software was updated.
       */
      update_time?: string | null;
    };
    PickedAppRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the software. */
      app_name?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Where it is installed. */
      install_dir?: string | null;
      /**
       * Format: date-time
       * @description When it was last updated.
       */
      update_time?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedAutoLaunchChangeRow: {
      /** @description Alias of the project. */
      project?: string;
      /** @description Null when the vendor does not say. */
      host_id?: string | null;
      /** @description Name of the host. */
      host_name?: string | null;
      /** @description Private address of the host. */
      host_ip?: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change?: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at?: string;
      /** @description Name of the item. */
      name?: string | null;
      /**
       * Format: int64
       * @description The vendor's number of the kind.
       */
      type?: number | null;
      /**
       * @description The kind as a word.
       * @enum {string}
       */
      kind?: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
      /** @description Path of the item. */
      path?: string | null;
      /** @description SHA-256 of the file. */
      hash?: string | null;
      /** @description User that it runs as. */
      run_user?: string | null;
    };
    PickedAutoLaunchRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Name of the item. */
      name?: string | null;
      /**
       * Format: int64
       * @description The vendor's number of the kind: 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder.
       */
      type?: number | null;
      /**
       * @description The kind as a word.
       * @enum {string}
       */
      kind?: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
      /** @description Path of the item. */
      path?: string | null;
      /** @description SHA-256 of the file. */
      hash?: string | null;
      /** @description User that it runs as. */
      run_user?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedDatabaseRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the software. */
      name?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Where it is installed. */
      install_path?: string | null;
      /** @description Its configuration. */
      config_path?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid?: number | null;
      /** @description Executable of the process. */
      proc_path?: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime?: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime?: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedHostGroupRow: {
      project?: string;
      group_id?: string;
      group_name?: string | null;
      /** Format: int32 */
      hosts?: number;
      /** Format: int32 */
      risk_hosts?: number;
      /** Format: int32 */
      unprotected_hosts?: number;
      host_ids?: string[];
      outside?: boolean | null;
    };
    PickedHostRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      host_name?: string | null;
      /** @description Private address. */
      host_ip?: string | null;
      public_ip?: string | null;
      /** @description installed, not_installed, online, offline, install_failed, installing; more values may be added. */
      agent_status?: string | null;
      agent_id?: string | null;
      /** @description closed, opened, protection_exception; more values may be added. */
      protect_status?: string | null;
      /** @description Edition of HSS that protects the server. */
      edition?: string | null;
      /** @description Power state: ACTIVE, SHUTOFF, BUILDING, ERROR; more values may be added. */
      status?: string | null;
      /** @description Linux or Windows; more values may be added. */
      os_type?: string | null;
      os_name?: string | null;
      os_version?: string | null;
      /** @description undetected, clean, risk, scanning; more values may be added. */
      detect_result?: string | null;
      group_id?: string | null;
      group_name?: string | null;
      enterprise_project_id?: string | null;
      enterprise_project_name?: string | null;
      /** @description important, common, test; more values may be added. */
      asset_value?: string | null;
      tags?: string[];
      /** @description Whether the server is outside the cloud. */
      outside?: boolean | null;
      vpc_id?: string | null;
      /**
       * Format: date-time
       * @description When the state of the agent changed last.
       */
      agent_changed_at?: string | null;
    };
    PickedJarPackageRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the file. */
      file_name?: string | null;
      /** @description Name without version and suffix. Null when hosts named by id were read one by one: that list does not say it. */
      name?: string | null;
      /** @description Category. */
      catalogue?: string | null;
      /** @description What kind of package: jar, python, npm. */
      file_type?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Path of the file. */
      path?: string | null;
      /** @description SHA-256 of the file. */
      hash?: string | null;
      /**
       * Format: int64
       * @description Size of the file in bytes. Null when hosts named by id were read one by one: that list does not say it.
       */
      size?: number | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner. Null when hosts named by id were read one by one: that list does not say it.
       */
      gid?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Id of the process that uses it.
       */
      pid?: number | null;
      /** @description Executable of that process. */
      proc_path?: string | null;
      /** @description Package that it lies in. Null when hosts named by id were read one by one: that list does not say it. */
      package_path?: string | null;
      /** @description Whether it lies in another package. Null when hosts named by id were read one by one: that list does not say it. */
      is_embedded?: boolean | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
    };
    PickedKernelModuleRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Name of the module. */
      name?: string | null;
      /** @description Name of the file. */
      file_name?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Version of the source. */
      srcversion?: string | null;
      /** @description Path of the file. */
      path?: string | null;
      /**
       * Format: int64
       * @description Size of the file in bytes.
       */
      size?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: date-time
       * @description When the file was created.
       */
      ctime?: string | null;
      /**
       * Format: date-time
       * @description When the file was changed.
       */
      mtime?: string | null;
      /** @description SHA-256 of the file. */
      hash?: string | null;
      /** @description What the module says of itself. */
      desc?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
    };
    PickedPortChangeDto: {
      /** @enum {string} */
      change?: 'opened' | 'closed' | 'endangered';
      /** @description The earlier state; null when opened. */
      before?: components['schemas']['PortRow'] | null;
      /** @description The present state; null when closed. */
      after?: components['schemas']['PortRow'] | null;
    };
    PickedPortGroupDto: {
      /** Format: int32 */
      port?: number;
      /** @enum {string} */
      protocol?: 'tcp' | 'udp' | 'other';
      /** @enum {string} */
      status?: 'normal' | 'danger' | 'unknown';
      /** @enum {string|null} */
      exposure?: 'loopback' | 'interface' | 'all_interfaces' | null;
      process_path?: string | null;
      /** @description Only when grouped by host. */
      project?: string;
      /** @description Only when grouped by host. */
      host_id?: string;
      /** Format: int32 */
      rows?: number;
      /** Format: int32 */
      hosts?: number;
    };
    PickedPortRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** Format: int32 */
      port?: number;
      /**
       * @description `other` for a transport that the vendor adds later.
       * @enum {string}
       */
      protocol?: 'tcp' | 'udp' | 'other';
      /** @enum {integer} */
      ip_version?: 4 | 6;
      /** @description Address the socket is bound to; null when not known. */
      listen_address?: string | null;
      /**
       * @description Who can reach the socket, derived from the address; null when the address is not known.
       * @enum {string|null}
       */
      exposure?: 'loopback' | 'interface' | 'all_interfaces' | null;
      /**
       * @description Risk level.
       * @enum {string}
       */
      status?: 'normal' | 'danger' | 'unknown';
      /**
       * Format: int64
       * @description Process id; null when not known.
       */
      pid?: number | null;
      /** @description Executable of the process. */
      process_path?: string | null;
      /** @description Container the process runs in; null when none. */
      container_id?: string | null;
      agent_id?: string | null;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
    };
    PickedProcessRow: {
      /** @description Alias of the project. */
      project?: string;
      /** @description Null where several servers share name and address: the vendor names the server of a process by these alone. */
      host_id?: string | null;
      /** @description Name of the host, as the row itself says. */
      host_name?: string | null;
      /** @description Private address of the host, as the row itself says. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Executable. */
      process_path?: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      process_pid?: number | null;
      /** @description Command line. */
      launch_params?: string | null;
      /**
       * Format: date-time
       * @description When it was started.
       */
      launch_time?: string | null;
      /** @description Permissions of the executable. */
      run_permission?: string | null;
      /** @description SHA-256 of the executable. */
      hash?: string | null;
    };
    PickedTopDto: {
      project?: string;
      name?: string;
      /**
       * Format: int32
       * @description Number of servers that have it.
       */
      hosts?: number;
      /**
       * Format: int64
       * @description Share of the servers, in percent.
       */
      percentage?: number | null;
    };
    PickedTypeCountDto: {
      /** @enum {string} */
      type?:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      /**
       * Format: int32
       * @description Null when the vendor gives no number.
       */
      count?: number | null;
    };
    PickedUserChangeRow: {
      /** @description Alias of the project. */
      project?: string;
      /** @description Null when the vendor does not say. */
      host_id?: string | null;
      /** @description Name of the host. */
      host_name?: string | null;
      /** @description Private address of the host. */
      host_ip?: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change?: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at?: string;
      /** @description Name of the account. */
      user_name?: string | null;
      /** @description Whether it may log in. */
      login_permission?: boolean | null;
      /** @description Whether it has the rights of an administrator. */
      root_permission?: boolean | null;
      /** @description Name of its group. */
      user_group_name?: string | null;
      /** @description Home directory. */
      user_home_dir?: string | null;
      /** @description Login shell. */
      shell?: string | null;
      /**
       * Format: date-time
       * @description When the account expires.
       */
      expire_time?: string | null;
    };
    PickedUserRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the account. */
      user_name?: string | null;
      /** @description Whether it may log in. */
      login_permission?: boolean | null;
      /** @description Whether it has the rights of an administrator. */
      root_permission?: boolean | null;
      /** @description Name of its group. */
      user_group_name?: string | null;
      /** @description Home directory. */
      user_home_dir?: string | null;
      /** @description Login shell. */
      shell?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time?: string | null;
      /**
       * Format: date-time
       * @description When it was first seen.
       */
      first_scan_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedWebCmsRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the software. */
      name?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Where it is installed. */
      install_path?: string | null;
      /** @description Its configuration. */
      config_path?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid?: number | null;
      /** @description Executable of the process. */
      proc_path?: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime?: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime?: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedWebFrameworkRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the file. */
      file_name?: string | null;
      /** @description Name without version and suffix. */
      name?: string | null;
      /** @description Category. */
      catalogue?: string | null;
      /** @description What kind of package: jar, python, npm. */
      file_type?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Path of the file. */
      path?: string | null;
      /** @description SHA-256 of the file. */
      hash?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Id of the process that uses it.
       */
      pid?: number | null;
      /** @description Executable of that process. */
      proc_path?: string | null;
      /** @description Whether it lies in an archive. Null when hosts named by id were read one by one: that list does not say it. */
      is_embedded?: boolean | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
    };
    PickedWebServiceRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Name of the software. */
      name?: string | null;
      /** @description Version. */
      version?: string | null;
      /** @description Where it is installed. */
      install_path?: string | null;
      /** @description Its configuration. */
      config_path?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid?: number | null;
      /** @description Permissions of the file. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid?: number | null;
      /** @description Executable of the process. */
      proc_path?: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime?: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime?: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
      /** @description Agent that saw it. */
      agent_id?: string | null;
    };
    PickedWebSiteRow: {
      /** @description Alias of the project. */
      project?: string;
      host_id?: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id?: string | null;
      /** @description Name of that container. */
      container_name?: string | null;
      /** @description Domain name. */
      domain?: string | null;
      /** @description Software that serves it. */
      app_name?: string | null;
      /** @description Root directory. */
      path?: string | null;
      /**
       * Format: int64
       * @description Port it is served on.
       */
      port?: number | null;
      /** @description Address it is bound to. */
      bind_addr?: string | null;
      /** @description Path part of its URL. */
      url_path?: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid?: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid?: number | null;
      /** @description Permissions of the root directory. */
      mode?: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid?: number | null;
      /** @description Executable of the process. */
      proc_path?: string | null;
      /** @description Whether it is served over HTTPS. */
      is_https?: boolean | null;
      /** @description Who issued its certificate. */
      cert_issuer?: string | null;
      /** @description Whom its certificate is for. */
      cert_user?: string | null;
      /** @description From when its certificate is valid, in the vendor's own words: free text, no time zone. */
      cert_issue_time?: string | null;
      /** @description Until when its certificate is valid, in the vendor's own words: free text, no time zone. */
      cert_expired_time?: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time?: string | null;
    };
    PlanPriceDto: {
      /** @enum {string} */
      plan: 'per-host' | 'by-port' | 'export' | 'snapshot';
      applicable: boolean;
      /**
       * Format: int64
       * @description Estimated calls to the vendor; null when the plan is not applicable.
       */
      calls: number | null;
      /**
       * Format: int64
       * @description Estimated time in milliseconds; null when the plan is not applicable, or the quota never suffices.
       */
      expected_ms: number | null;
      /** @description Why the plan cannot give exact rows; null when it can. */
      reason: string | null;
    };
    PointsLeftDto: {
      /** @description Points per minute. A request costs 1 point, a query 1 point for each host. */
      limit: number;
      remaining: number;
      /** @description Seconds until all points are available again; 0 when they are. */
      reset_s: number;
    };
    PortChangeDto: {
      /** @enum {string} */
      change: 'opened' | 'closed' | 'endangered';
      /** @description The earlier state; null when opened. */
      before: components['schemas']['PortRow'] | null;
      /** @description The present state; null when closed. */
      after: components['schemas']['PortRow'] | null;
    };
    PortChangesLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['PortChangeDto'] | components['schemas']['PickedPortChangeDto'];
    };
    PortChangesPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['PortChangeDto'] | components['schemas']['PickedPortChangeDto'])[];
      /** @description Always empty: a fleet that cannot be read completely is not compared. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      /**
       * Format: date-time
       * @description As in the summary.
       */
      from: string;
      /**
       * Format: date-time
       * @description As in the summary.
       */
      to: string;
      summary: components['schemas']['PortChangesSummaryDto'];
    };
    PortChangesSummaryDto: {
      /** @description False only when a stream ended before all changes were sent: a fleet that cannot be read completely is not compared. */
      complete: boolean;
      /**
       * @description Why `complete` is false, where no single host is the reason. `draining`: the process is being stopped; send the request again, and another process answers it.
       * @enum {string}
       */
      reason?: 'draining';
      /**
       * Format: int32
       * @description Changes on this page.
       */
      items: number;
      /**
       * Format: int32
       * @description Changes on all pages.
       */
      total: number;
      /** Format: int32 */
      opened: number;
      /** Format: int32 */
      closed: number;
      /** Format: int32 */
      endangered: number;
      /**
       * Format: date-time
       * @description When the earlier state was read.
       */
      from: string;
      /**
       * Format: date-time
       * @description When the present state was read. Use it as the next `since`.
       */
      to: string;
      /** Format: int32 */
      upstream_calls: number;
      /** Format: int32 */
      elapsed_ms: number;
    };
    PortChangesSummaryLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'summary';
      summary: components['schemas']['PortChangesSummaryDto'];
    };
    PortCountsLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['PortGroupDto'] | components['schemas']['PickedPortGroupDto'];
    };
    PortCountsPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['PortGroupDto'] | components['schemas']['PickedPortGroupDto'])[];
      /** @description Hosts that could not be read; their rows are not counted. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      /**
       * Format: int32
       * @description As in the summary.
       */
      groups: number;
      /**
       * Format: int32
       * @description As in the summary.
       */
      rows: number;
      summary: components['schemas']['PortCountsSummaryDto'];
    };
    PortCountsSummaryDto: {
      /** @description False when `failures` has entries: rows of those hosts are missing. */
      complete: boolean;
      /**
       * @description Why `complete` is false, where no single host is the reason. `draining`: the process is being stopped; send the request again, and another process answers it.
       * @enum {string}
       */
      reason?: 'draining';
      hosts: components['schemas']['HostCountsDto'];
      /**
       * Format: int32
       * @description Rows in this answer.
       */
      items: number;
      /**
       * @description How the rows were fetched.
       * @enum {string}
       */
      plan: 'per-host' | 'by-port' | 'export' | 'snapshot';
      /**
       * Format: int32
       * @description Calls to the vendor that the planner estimated.
       */
      estimated_calls: number;
      /**
       * Format: int32
       * @description Calls to the vendor that were made, retries included.
       */
      upstream_calls: number;
      /**
       * Format: int32
       * @description Hosts whose rows came from a cache.
       */
      cache_hits: number;
      /**
       * Format: date-time
       * @description When the oldest row of this answer was read from the vendor.
       */
      as_of: string;
      /** @description With `stale_if_error`: whether rows are older than `max_age` because the vendor failed. */
      stale?: boolean;
      /** Format: int32 */
      elapsed_ms: number;
      /** @description With `explain=true`. */
      explanation?: components['schemas']['ExplanationDto'];
      /**
       * Format: int32
       * @description Number of all groups, also those beyond `top`.
       */
      groups: number;
      /**
       * Format: int32
       * @description Number of rows that were counted.
       */
      rows: number;
    };
    PortCountsSummaryLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'summary';
      summary: components['schemas']['PortCountsSummaryDto'];
    };
    PortGroupDto: {
      /** Format: int32 */
      port?: number;
      /** @enum {string} */
      protocol?: 'tcp' | 'udp' | 'other';
      /** @enum {string} */
      status?: 'normal' | 'danger' | 'unknown';
      /** @enum {string|null} */
      exposure?: 'loopback' | 'interface' | 'all_interfaces' | null;
      process_path?: string | null;
      /** @description Only when grouped by host. */
      project?: string;
      /** @description Only when grouped by host. */
      host_id?: string;
      /** Format: int32 */
      rows: number;
      /** Format: int32 */
      hosts: number;
    };
    PortLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['PortRow'] | components['schemas']['PickedPortRow'];
    };
    PortPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['PortRow'] | components['schemas']['PickedPortRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    PortQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description A port, a range such as `8000-8100`, or a list of these. */
      port?: number | string | string[];
      /** @description Protocol; one or more. */
      protocol?: ('tcp' | 'udp') | ('tcp' | 'udp')[];
      /** @description Risk level; one or more. */
      status?: ('normal' | 'danger' | 'unknown') | ('normal' | 'danger' | 'unknown')[];
      /** @description Who can reach it; one or more. */
      exposure?:
        ('loopback' | 'interface' | 'all_interfaces') | ('loopback' | 'interface' | 'all_interfaces')[];
      /** @description Path of the executable, in part; case ignored. */
      process?: string;
      /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
      fields?: string | string[];
    };
    PortRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** Format: int32 */
      port: number;
      /**
       * @description `other` for a transport that the vendor adds later.
       * @enum {string}
       */
      protocol: 'tcp' | 'udp' | 'other';
      /** @enum {integer} */
      ip_version: 4 | 6;
      /** @description Address the socket is bound to; null when not known. */
      listen_address: string | null;
      /**
       * @description Who can reach the socket, derived from the address; null when the address is not known.
       * @enum {string|null}
       */
      exposure: 'loopback' | 'interface' | 'all_interfaces' | null;
      /**
       * @description Risk level.
       * @enum {string}
       */
      status: 'normal' | 'danger' | 'unknown';
      /**
       * Format: int64
       * @description Process id; null when not known.
       */
      pid: number | null;
      /** @description Executable of the process. */
      process_path: string | null;
      /** @description Container the process runs in; null when none. */
      container_id: string | null;
      agent_id: string | null;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
    };
    PortSummaryQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description A port, a range such as `8000-8100`, or a list of these. */
      port?: number | string | string[];
      /** @description Protocol; one or more. */
      protocol?: ('tcp' | 'udp') | ('tcp' | 'udp')[];
      /** @description Risk level; one or more. */
      status?: ('normal' | 'danger' | 'unknown') | ('normal' | 'danger' | 'unknown')[];
      /** @description Who can reach it; one or more. */
      exposure?:
        ('loopback' | 'interface' | 'all_interfaces') | ('loopback' | 'interface' | 'all_interfaces')[];
      /** @description Path of the executable, in part; case ignored. */
      process?: string;
      /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: port, protocol, status, exposure, process_path, project, host_id, rows, hosts. Default: all. */
      fields?: (string | string[])[];
      /** @description Members to group by, in this order: one or more of port, protocol, status, exposure, process, host. */
      group_by?:
        | ('port' | 'protocol' | 'status' | 'exposure' | 'process' | 'host')
        | ('port' | 'protocol' | 'status' | 'exposure' | 'process' | 'host')[];
      /**
       * Format: int32
       * @description Maximum number of groups, those on most hosts first.
       * @default 100
       */
      top?: number;
    };
    ProblemDto: {
      /**
       * @description A page that explains the kind.
       * @example /problems/invalid-request
       */
      type: string;
      title: string;
      /** Format: int32 */
      status: number;
      detail: string;
      /** @description Path of the request. */
      instance: string;
      /** @description Names this request in our logs; also in `X-Request-Id`. */
      correlation_id: string;
      /** @description Every fault of the input at once. */
      errors?: components['schemas']['InputErrorDto'][];
      /** @description Hosts that could not be read, the first thousand of them. */
      failures?: components['schemas']['FailureDto'][];
      /**
       * Format: date-time
       * @description Of `no-baseline`: the oldest reading there is, which a later `since` can refer to.
       */
      oldest?: string;
      /** @description What the query would take, where that is too much. */
      estimate?: components['schemas']['EstimateDto'];
      /** @description Where an export is whose file cannot be had. */
      export_status?: string;
      /** @description Why the file of an export is of no use, for programs. */
      code?: string;
    };
    ProcessLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['ProcessRow'] | components['schemas']['PickedProcessRow'];
    };
    ProcessPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['ProcessRow'] | components['schemas']['PickedProcessRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    ProcessQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Executable, in part; case ignored. */
      process_path?: string;
      /** @description Command line, in part; case ignored. */
      launch_params?: string;
      /** @description SHA-256 of the executable; one or more. */
      hash?: string | string[];
      /** @description Order of the rows: one or more of host, host_name, process_path, process_pid, launch_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, process_path, process_pid, launch_params, launch_time, run_permission, hash. Default: all. */
      fields?: string | string[];
    };
    ProcessRow: {
      /** @description Alias of the project. */
      project: string;
      /** @description Null where several servers share name and address: the vendor names the server of a process by these alone. */
      host_id: string | null;
      /** @description Name of the host, as the row itself says. */
      host_name?: string | null;
      /** @description Private address of the host, as the row itself says. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Executable. */
      process_path: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      process_pid: number | null;
      /** @description Command line. */
      launch_params: string | null;
      /**
       * Format: date-time
       * @description When it was started.
       */
      launch_time: string | null;
      /** @description Permissions of the executable. */
      run_permission: string | null;
      /** @description SHA-256 of the executable. */
      hash: string | null;
    };
    ProgressDto: {
      hosts: components['schemas']['HostProgressDto'];
      /**
       * Format: int32
       * @description Rows sent so far.
       */
      items: number;
      /**
       * Format: int32
       * @description Estimated milliseconds until the end, from the pace so far; null before the first host.
       */
      eta_ms: number | null;
    };
    ProgressLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'progress';
      progress: components['schemas']['ProgressDto'];
    };
    ProjectStateDto: {
      project: string;
      region: string;
      credentials: components['schemas']['CredentialStateDto'][];
    };
    ReadyDto: {
      /**
       * @description `degraded`: it serves requests, but something that it needs does not work. `draining`: it is being stopped; the HTTP status is 503.
       * @enum {string}
       */
      status: 'ready' | 'degraded' | 'draining';
      /**
       * @description Without Redis (`absent` or `down`) each process works alone, and no request fails. `full`: Redis stores nothing new, so exports wait and new ones are refused.
       * @enum {string}
       */
      redis: 'up' | 'full' | 'down' | 'absent';
      /**
       * @description Whether this process can write temporary files. Exports need them.
       * @enum {string}
       */
      temporary_files: 'writable' | 'unwritable';
      /** @description By project: the best state of its credentials. `empty`: no token was needed yet. */
      projects: {
        [key: string]: 'ready' | 'empty' | 'failing' | 'refused';
      };
    };
    RefreshDto: {
      /** @description Alias of a project. Default: all projects that you may see. */
      project?: string;
    };
    SummaryDto: {
      /** @description False when `failures` has entries: rows of those hosts are missing. */
      complete: boolean;
      /**
       * @description Why `complete` is false, where no single host is the reason. `draining`: the process is being stopped; send the request again, and another process answers it.
       * @enum {string}
       */
      reason?: 'draining';
      hosts: components['schemas']['HostCountsDto'];
      /**
       * Format: int32
       * @description Rows in this answer.
       */
      items: number;
      /**
       * @description How the rows were fetched.
       * @enum {string}
       */
      plan: 'per-host' | 'by-port' | 'export' | 'snapshot';
      /**
       * Format: int32
       * @description Calls to the vendor that the planner estimated.
       */
      estimated_calls: number;
      /**
       * Format: int32
       * @description Calls to the vendor that were made, retries included.
       */
      upstream_calls: number;
      /**
       * Format: int32
       * @description Hosts whose rows came from a cache.
       */
      cache_hits: number;
      /**
       * Format: date-time
       * @description When the oldest row of this answer was read from the vendor.
       */
      as_of: string;
      /** @description With `stale_if_error`: whether rows are older than `max_age` because the vendor failed. */
      stale?: boolean;
      /** Format: int32 */
      elapsed_ms: number;
      /** @description With `explain=true`. */
      explanation?: components['schemas']['ExplanationDto'];
    };
    SummaryLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'summary';
      summary: components['schemas']['SummaryDto'];
    };
    TicketDto: {
      /** @description Value of `?ticket=` for any GET that returns rows as `text/event-stream`. */
      ticket: string;
      /**
       * Format: date-time
       * @description After this time it opens no stream. Open streams continue.
       */
      expires_at: string;
    };
    TokenStateDto: {
      /** @description Number of the token; it grows with every new one. */
      generation: number;
      /**
       * Format: date-time
       * @description By the vendor's clock.
       */
      issued_at: string;
      /**
       * Format: date-time
       * @description By the vendor's clock.
       */
      expires_at: string;
      /**
       * @description Where this process got the token.
       * @enum {string}
       */
      source: 'iam' | 'redis' | 'memory';
    };
    TopDto: {
      project: string;
      name: string;
      /**
       * Format: int32
       * @description Number of servers that have it.
       */
      hosts: number;
      /**
       * Format: int64
       * @description Share of the servers, in percent.
       */
      percentage: number | null;
    };
    TopLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['TopDto'] | components['schemas']['PickedTopDto'];
    };
    TopPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['TopDto'] | components['schemas']['PickedTopDto'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      /**
       * Format: date-time
       * @description As in the summary.
       */
      as_of: string;
      summary: components['schemas']['ListSummaryDto'];
    };
    TypeCountDto: {
      /** @enum {string} */
      type:
        | 'users'
        | 'auto_launch'
        | 'database'
        | 'web_cms'
        | 'web_service'
        | 'jar_package'
        | 'port'
        | 'process'
        | 'web_framework'
        | 'web_site'
        | 'app'
        | 'kernel_module';
      /**
       * Format: int32
       * @description Null when the vendor gives no number.
       */
      count: number | null;
    };
    TypeCountLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['TypeCountDto'] | components['schemas']['PickedTypeCountDto'];
    };
    TypeCountPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['TypeCountDto'] | components['schemas']['PickedTypeCountDto'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      /**
       * Format: date-time
       * @description As in the summary.
       */
      as_of: string;
      summary: components['schemas']['ListSummaryDto'];
    };
    UpstreamStateDto: {
      projects: components['schemas']['ProjectStateDto'][];
    };
    UserChangeLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['UserChangeRow'] | components['schemas']['PickedUserChangeRow'];
    };
    UserChangePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['UserChangeRow'] | components['schemas']['PickedUserChangeRow'])[];
      /** @description Projects that could not be read (`host_id` is `*`). */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['ChangesSummaryDto'];
    };
    UserChangeRow: {
      /** @description Alias of the project. */
      project: string;
      /** @description Null when the vendor does not say. */
      host_id: string | null;
      /** @description Name of the host. */
      host_name: string | null;
      /** @description Private address of the host. */
      host_ip: string | null;
      /**
       * @description `other` for a kind that the vendor adds later.
       * @enum {string}
       */
      change: 'add' | 'delete' | 'modify' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at: string;
      /** @description Name of the account. */
      user_name: string | null;
      /** @description Whether it may log in. */
      login_permission: boolean | null;
      /** @description Whether it has the rights of an administrator. */
      root_permission: boolean | null;
      /** @description Name of its group. */
      user_group_name: string | null;
      /** @description Home directory. */
      user_home_dir: string | null;
      /** @description Login shell. */
      shell: string | null;
      /**
       * Format: date-time
       * @description When the account expires.
       */
      expire_time: string | null;
    };
    UserLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['UserRow'] | components['schemas']['PickedUserRow'];
    };
    UserPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['UserRow'] | components['schemas']['PickedUserRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    UserQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the account, in part; case ignored. */
      user_name?: string;
      /** @description Whether it may log in. */
      login_permission?: boolean;
      /** @description Whether it has the rights of an administrator. */
      root_permission?: boolean;
      /** @description Name of its group; one or more. */
      user_group_name?: string | string[];
      /** @description Login shell; one or more. */
      shell?: string | string[];
      /** @description Order of the rows: one or more of host, host_name, user_name, recent_scan_time, first_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, user_name, login_permission, root_permission, user_group_name, user_home_dir, shell, recent_scan_time, first_scan_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    UserRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the account. */
      user_name: string | null;
      /** @description Whether it may log in. */
      login_permission: boolean | null;
      /** @description Whether it has the rights of an administrator. */
      root_permission: boolean | null;
      /** @description Name of its group. */
      user_group_name: string | null;
      /** @description Home directory. */
      user_home_dir: string | null;
      /** @description Login shell. */
      shell: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      recent_scan_time: string | null;
      /**
       * Format: date-time
       * @description When it was first seen.
       */
      first_scan_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    WebCmsLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['WebCmsRow'] | components['schemas']['PickedWebCmsRow'];
    };
    WebCmsPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['WebCmsRow'] | components['schemas']['PickedWebCmsRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    WebCmsQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      name?: string;
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    WebCmsRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the software. */
      name: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Where it is installed. */
      install_path: string | null;
      /** @description Its configuration. */
      config_path: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid: number | null;
      /** @description Executable of the process. */
      proc_path: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    WebFrameworkLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['WebFrameworkRow'] | components['schemas']['PickedWebFrameworkRow'];
    };
    WebFrameworkPageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['WebFrameworkRow'] | components['schemas']['PickedWebFrameworkRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    WebFrameworkQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the file, in part; case ignored. */
      file_name?: string;
      /** @description Name without version and suffix, in part; case ignored. */
      name?: string;
      /** @description What kind of package; one or more. */
      file_type?: string | string[];
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description Order of the rows: one or more of host, host_name, file_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, file_name, name, catalogue, file_type, version, path, hash, uid, gid, mode, pid, proc_path, is_embedded, record_time. Default: all. */
      fields?: string | string[];
    };
    WebFrameworkRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the file. */
      file_name: string | null;
      /** @description Name without version and suffix. */
      name: string | null;
      /** @description Category. */
      catalogue: string | null;
      /** @description What kind of package: jar, python, npm. */
      file_type: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Path of the file. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description Id of the process that uses it.
       */
      pid: number | null;
      /** @description Executable of that process. */
      proc_path: string | null;
      /** @description Whether it lies in an archive. Null when hosts named by id were read one by one: that list does not say it. */
      is_embedded: boolean | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
    };
    WebServiceLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['WebServiceRow'] | components['schemas']['PickedWebServiceRow'];
    };
    WebServicePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['WebServiceRow'] | components['schemas']['PickedWebServiceRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    WebServiceQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      name?: string;
      /** @description Version; one or more. */
      version?: string | string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
      fields?: string | string[];
    };
    WebServiceRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Name of the software. */
      name: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Where it is installed. */
      install_path: string | null;
      /** @description Its configuration. */
      config_path: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid: number | null;
      /** @description Permissions of the file. */
      mode: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid: number | null;
      /** @description Executable of the process. */
      proc_path: string | null;
      /**
       * Format: date-time
       * @description Last change of the status of the file.
       */
      ctime: string | null;
      /**
       * Format: date-time
       * @description Last change of the content of the file.
       */
      mtime: string | null;
      /**
       * Format: date-time
       * @description Last access to the file.
       */
      atime: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    WebSiteLineDto: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: 'item';
      item: components['schemas']['WebSiteRow'] | components['schemas']['PickedWebSiteRow'];
    };
    WebSitePageDto: {
      /** @description Rows. With `fields`, each has the named members only. */
      items: (components['schemas']['WebSiteRow'] | components['schemas']['PickedWebSiteRow'])[];
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Opaque. Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    WebSiteQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Domain name, in part; case ignored. */
      domain?: string;
      /** @description Software that serves it; one or more. */
      app_name?: string | string[];
      /** @description Port it is served on. */
      port?: number | string | string[];
      /** @description Whether it is served over HTTPS. */
      is_https?: boolean;
      /** @description Root directory, in part; case ignored. */
      path?: string;
      /** @description Order of the rows: one or more of host, host_name, domain, port, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
      sort?: string | string[];
      /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, domain, app_name, path, port, bind_addr, url_path, uid, gid, mode, pid, proc_path, is_https, cert_issuer, cert_user, cert_issue_time, cert_expired_time, record_time. Default: all. */
      fields?: string | string[];
    };
    WebSiteRow: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
      /** @description Container it was found in; null when none. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
      /** @description Domain name. */
      domain: string | null;
      /** @description Software that serves it. */
      app_name: string | null;
      /** @description Root directory. */
      path: string | null;
      /**
       * Format: int64
       * @description Port it is served on.
       */
      port: number | null;
      /** @description Address it is bound to. */
      bind_addr: string | null;
      /** @description Path part of its URL. */
      url_path: string | null;
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: int64
       * @description Group id of the owner.
       */
      gid: number | null;
      /** @description Permissions of the root directory. */
      mode: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid: number | null;
      /** @description Executable of the process. */
      proc_path: string | null;
      /** @description Whether it is served over HTTPS. */
      is_https: boolean | null;
      /** @description Who issued its certificate. */
      cert_issuer: string | null;
      /** @description Whom its certificate is for. */
      cert_user: string | null;
      /** @description From when its certificate is valid, in the vendor's own words: free text, no time zone. */
      cert_issue_time: string | null;
      /** @description Until when its certificate is valid, in the vendor's own words: free text, no time zone. */
      cert_expired_time: string | null;
      /**
       * Format: date-time
       * @description When it was last seen.
       */
      record_time: string | null;
    };
    WhoamiDto: {
      /** @description Stable id of the caller: the name of its key, or issuer and subject of its token. */
      id: string;
      /** @enum {string} */
      kind: 'api-key' | 'jwt' | 'demo';
      scopes: ('ports:read' | 'assets:read' | 'exports:read' | 'exports:write' | 'queries:write' | 'admin')[];
      /** @description Aliases of the projects that the caller may see. */
      projects: string[];
      limits: components['schemas']['LimitsLeftDto'];
    };
    QueryOptionsDto: {
      /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
      project?: string;
      /**
       * Format: int32
       * @description Maximum number of rows on a page.
       * @default 100
       */
      limit?: number;
      /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
      cursor?: string;
      /** @description Substring of the host name, case ignored. Narrows the hosts. */
      host_name?: string;
      /** @description Whole private or public address. Narrows the hosts. */
      host_ip?: string;
      /**
       * @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts.
       * @enum {string}
       */
      category?: 'host' | 'container';
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
      enterprise_project_id?: string;
      /**
       * @description `host` adds `host_name` and `host_ip` to every row.
       * @enum {string}
       */
      include?: 'host';
      /**
       * @description With `forbid`, an incomplete answer is an error.
       * @default allow
       * @enum {string}
       */
      partial?: 'allow' | 'forbid';
      /**
       * Format: int32
       * @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures.
       */
      timeout_ms?: number;
      /**
       * @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused.
       * @default auto
       * @enum {string}
       */
      plan?: 'auto' | 'per-host' | 'by-port' | 'export' | 'snapshot';
      /**
       * Format: int32
       * @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor.
       */
      max_age?: number;
      /**
       * Format: int32
       * @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none.
       */
      stale_if_error?: number;
      /**
       * @description Whether the summary says why the plan was chosen.
       * @default false
       */
      explain?: boolean;
      /**
       * @description Format of the answer. Takes precedence over `Accept`.
       * @enum {string}
       */
      format?: 'json' | 'ndjson' | 'csv' | 'sse';
      /** @description Hosts by id. Rows come in the order of this list. */
      host_ids?: string[];
      /** @description Hosts by their properties. `{"all": true}` selects every server. */
      hosts?: components['schemas']['HostSelectionDto'];
    };
  };
  responses: {
    /** @description The request is not valid */
    Problem400: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description No valid key or token */
    Problem401: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Not allowed */
    Problem403: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'WWW-Authenticate': components['headers']['WWW-Authenticate'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Too many requests */
    Problem429: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The headers are too large */
    Problem431: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Something went wrong here */
    Problem500: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Too busy; Callers cannot be checked at the moment */
    Problem503: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description No such resource */
    Problem404: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The body is too large */
    Problem413: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Unsupported media type */
    Problem415: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Accept-Encoding': components['headers']['Accept-Encoding'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The client has read this event stream to its end, as `Last-Event-ID` shows, and need not connect again. */
    Answer204: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        [name: string]: unknown;
      };
      content?: never;
    };
    /** @description The client has this page already: its tag is in `If-None-Match`. */
    Answer304: {
      headers: {
        ETag: components['headers']['ETag'];
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content?: never;
    };
    /** @description The request is not valid; The plan cannot answer this query exactly; The cursor cannot be used */
    Problem400b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description No such format */
    Problem406: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The answer does not fit into memory */
    Problem422: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The answer would not be complete; The upstream service failed */
    Problem502: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Too busy; Callers cannot be checked at the moment; The upstream service is not available; This process ends */
    Problem503b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Out of time */
    Problem504: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The request is not valid; The plan cannot answer this query exactly */
    Problem400c: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The request is not valid; The cursor cannot be used */
    Problem400d: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The upstream service failed */
    Problem502b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Conflict */
    Problem409: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description Nothing to compare with */
    Problem409b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description What is shared cannot be read at the moment; Too busy; Callers cannot be checked at the moment */
    Problem503c: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description The idempotency key names another request */
    Problem422b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description What is shared cannot be read at the moment; There is no room to keep it; Too busy; Callers cannot be checked at the moment */
    Problem503d: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description An event stream that the client, by its `Last-Event-ID`, has read to the end: it need not connect again. */
    Answer204b: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        [name: string]: unknown;
      };
      content?: never;
    };
    /** @description Cancelled or forgotten. */
    Answer204c: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        RateLimit: components['headers']['RateLimit'];
        'RateLimit-Policy': components['headers']['RateLimit-Policy'];
        [name: string]: unknown;
      };
      content?: never;
    };
    /** @description No longer there */
    Problem410: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description No such part */
    Problem416: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Accept-Ranges': components['headers']['Accept-Ranges'];
        'Content-Range': components['headers']['Content-Range'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
    /** @description What is shared cannot be read at the moment; Too busy; Callers cannot be checked at the moment; The upstream service is not available; This process ends */
    Problem503e: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id'];
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
  };
  parameters: {
    /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
    CacheControl: string;
    /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
    Category: 'host' | 'container';
    /** @description Kinds of changes; repeatable or comma-separated. */
    Change: ('add' | 'delete' | 'modify' | 'other')[];
    /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
    Cursor: string;
    /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
    EnterpriseProjectId: string;
    /** @description Whether the summary says why the plan was chosen. */
    Explain: boolean;
    /** @description Who can reach it; one or more. */
    Exposure: ('loopback' | 'interface' | 'all_interfaces')[];
    /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
    Fields: string[];
    /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
    Fields2: string[];
    /** @description Name of the file, in part; case ignored. */
    FileName: string;
    /** @description What kind of package; one or more. */
    FileType: string[];
    /** @description Format of the answer. Takes precedence over `Accept`. */
    Format: 'json' | 'ndjson' | 'csv' | 'sse';
    /** @description SHA-256 of the file; one or more. */
    Hash: string[];
    HostId: string;
    /** @description Hosts by id; repeatable or comma-separated. */
    HostIds: string[];
    /** @description Changes of these hosts only; repeatable or comma-separated. */
    HostIds2: string[];
    /** @description Whole private or public address. Narrows the hosts. */
    HostIp: string;
    /** @description Substring of the host name, case ignored. Narrows the hosts. */
    HostName: string;
    /** @description Every server. */
    Hosts: 'all';
    Id: string;
    /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
    IfNoneMatch: string;
    /** @description `host` adds `host_name` and `host_ip` to every row. */
    Include: 'host';
    /** @description Where it is installed, in part; case ignored. */
    InstallPath: string;
    /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
    LastEventId: string;
    /** @description Maximum number of rows on a page. */
    Limit: number;
    /** @description Maximum number of changes on a page. */
    Limit2: number;
    /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
    MaxAge: number;
    /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
    MaxAge2: number;
    /** @description Name of the software, in part; case ignored. */
    Name: string;
    /** @description With `forbid`, an incomplete answer is an error. */
    Partial: 'allow' | 'forbid';
    /** @description Path of the file, in part; case ignored. */
    Path: string;
    /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
    Plan: 'auto' | 'per-host' | 'by-port' | 'export' | 'snapshot';
    /** @description A port, a range such as `8000-8100`, or a list of these. */
    Port: string;
    /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
    Priority: string;
    /** @description Path of the executable, in part; case ignored. */
    Process: string;
    /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
    Project: string;
    /** @description Protocol; one or more. */
    Protocol: ('tcp' | 'udp')[];
    /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
    RequestId: string;
    /** @description Default: a day before `until`. */
    Since: string;
    /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
    Sort: string[];
    /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
    Sort2: string[];
    /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
    StaleIfError: number;
    /** @description Risk level; one or more. */
    Status: ('normal' | 'danger' | 'unknown')[];
    /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
    TimeoutMs: number;
    /** @description Timeout in milliseconds. */
    TimeoutMs2: number;
    /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
    TraceParent: string;
    Type:
      'database' | 'web_cms' | 'web_service' | 'jar_package' | 'web_framework' | 'web_site' | 'kernel_module';
    /** @description Default: now. It is the same time for all pages of a walk. */
    Until: string;
    /** @description Version; one or more. */
    Version: string[];
  };
  requestBodies: never;
  headers: {
    /** @description Names this request in our logs: your own `X-Request-Id` where it is well formed, else a new one. */
    'X-Request-Id': string;
    /** @description Seconds to wait before the same request makes sense, where that is known. */
    'Retry-After': number;
    /** @description Of a page. Weak: equal for the same rows and failures, whenever they were read. */
    ETag: string;
    /** @description Of a page that another follows and GET can fetch: its address, with `rel="next"`. Left out beyond 2 KB: `next_cursor` is always there. */
    Link: string;
    /** @description Points that are left to you, `r`, for `t` seconds. */
    RateLimit: string;
    /** @description Points that you may use up, `q`, in `w` seconds. */
    'RateLimit-Policy': string;
    /** @description Ways to say who you are; of a token that lacks a scope, which. */
    'WWW-Authenticate': string;
    /** @description Of a body that came packed: `identity`, since bodies are sent as they are. */
    'Accept-Encoding': 'identity';
    /** @description Of a page: how long it took, how often the vendor was asked, how many rows it has. */
    'Server-Timing': string;
    /** @description Of a file as it was made: `bytes`. */
    'Accept-Ranges': 'bytes';
    /** @description Which part of the file this is, or only how long it is where there is no such part. */
    'Content-Range': string;
    /** @description RFC 9530. SHA-256 of the whole file as it was made, whatever part this is. */
    'Repr-Digest': string;
    /** @description RFC 7240. What of `Prefer` was heeded. */
    'Preference-Applied': string;
    /** @description Of what is saved as a file: its name. */
    'Content-Disposition': string;
    /** @description Of `text/csv`, for clients that say `TE: trailers`: the text of the last record also comes as the trailer `Portolan-Outcome`. */
    Trailer: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getMetrics: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process in numbers, for Prometheus */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  getWhoami: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The caller, its rights, and what is left of its limits */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WhoamiDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  getUpstreamState: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description State of the credentials for the vendor */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UpstreamStateDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  refreshUpstreamToken: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['RefreshDto'];
      };
    };
    responses: {
      /** @description The new states. A credential that still fails says so. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UpstreamStateDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  createTicket: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TicketDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  listPorts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol; one or more. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level; one or more. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it; one or more. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
        fields?: components['parameters']['Fields'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryPorts: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listPortHosts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Protocol; one or more. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level; one or more. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it; one or more. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
        fields?: components['parameters']['Fields'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path: {
        port: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listHostPorts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol; one or more. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level; one or more. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it; one or more. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
        fields?: components['parameters']['Fields'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path: {
        host_id: components['parameters']['HostId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  getPortSummary: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol; one or more. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level; one or more. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it; one or more. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort'];
        /** @description Members that rows have in the answer, comma-separated: port, protocol, status, exposure, process_path, project, host_id, rows, hosts. Default: all. */
        fields?: string[];
        /** @description Members to group by, in this order: one or more of port, protocol, status, exposure, process, host. */
        group_by?: ('port' | 'protocol' | 'status' | 'exposure' | 'process' | 'host')[];
        /** @description Maximum number of groups, those on most hosts first. */
        top?: number;
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortCountsPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortCountsLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['PortCountsSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400c'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryPortSummary: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortSummaryQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortCountsPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortCountsLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['PortCountsSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400c'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listHosts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Substring of the host name, case ignored. */
        name?: string[];
        /** @description Whole private or public address. */
        ip?: string[];
        /** @description Id or whole name of a server group. */
        group?: string[];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        os?: string[];
        /** @description State of the agent: installed, not_installed, online, offline, install_failed, installing, not_online. */
        agent_status?: string[];
        /** @description State of the protection: closed, opened, protection_exception. */
        protect_status?: string[];
        /** @description Power state: ACTIVE, SHUTOFF, BUILDING, ERROR. */
        status?: string[];
        /** @description A whole label of the server. */
        tag?: string[];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, public_ip, agent_status, agent_id, protect_status, edition, status, os_type, os_name, os_version, detect_result, group_id, group_name, enterprise_project_id, enterprise_project_name, asset_value, tags, outside, vpc_id, agent_changed_at. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostPageDto'];
          'application/x-ndjson':
            | components['schemas']['HostLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ListSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listHostGroups: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, group_id, group_name, hosts, risk_hosts, unprotected_hosts, host_ids, outside. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostGroupPageDto'];
          'application/x-ndjson':
            | components['schemas']['HostGroupLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ListSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  getHost: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path: {
        host_id: components['parameters']['HostId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One server */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostRow'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listUserAccounts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the account, in part; case ignored. */
        user_name?: string;
        /** @description Whether it may log in. */
        login_permission?: boolean;
        /** @description Whether it has the rights of an administrator. */
        root_permission?: boolean;
        /** @description Name of its group; one or more. */
        user_group_name?: string[];
        /** @description Login shell; one or more. */
        shell?: string[];
        /** @description Order of the rows: one or more of host, host_name, user_name, recent_scan_time, first_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, user_name, login_permission, root_permission, user_group_name, user_home_dir, shell, recent_scan_time, first_scan_time, agent_id. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserPageDto'];
          'application/x-ndjson':
            | components['schemas']['UserLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryUserAccounts: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserPageDto'];
          'application/x-ndjson':
            | components['schemas']['UserLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listAutoLaunchItems: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the item, in part; case ignored. */
        name?: string;
        /** @description Kind; one or more. */
        kind?: (
          'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other'
        )[];
        /** @description Path of the item, in part; case ignored. */
        path?: string;
        /** @description User that it runs as; one or more. */
        run_user?: string[];
        /** @description Order of the rows: one or more of host, host_name, name, type, recent_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, name, type, kind, path, hash, run_user, recent_scan_time, agent_id. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchPageDto'];
          'application/x-ndjson':
            | components['schemas']['AutoLaunchLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryAutoLaunchItems: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AutoLaunchQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchPageDto'];
          'application/x-ndjson':
            | components['schemas']['AutoLaunchLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listDatabases: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name'];
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort2'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
        fields?: components['parameters']['Fields2'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatabasePageDto'];
          'application/x-ndjson':
            | components['schemas']['DatabaseLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryDatabases: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DatabaseQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatabasePageDto'];
          'application/x-ndjson':
            | components['schemas']['DatabaseLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listWebCmsApps: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name'];
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort2'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
        fields?: components['parameters']['Fields2'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebCmsPageDto'];
          'application/x-ndjson':
            | components['schemas']['WebCmsLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryWebCmsApps: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebCmsQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebCmsPageDto'];
          'application/x-ndjson':
            | components['schemas']['WebCmsLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listWebServices: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name'];
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Order of the rows: one or more of host, host_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort2'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, name, version, install_path, config_path, uid, gid, mode, pid, proc_path, ctime, mtime, atime, record_time, agent_id. Default: all. */
        fields?: components['parameters']['Fields2'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebServicePageDto'];
          'application/x-ndjson':
            | components['schemas']['WebServiceLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryWebServices: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebServiceQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebServicePageDto'];
          'application/x-ndjson':
            | components['schemas']['WebServiceLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listJarPackages: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the file, in part; case ignored. */
        file_name?: components['parameters']['FileName'];
        /** @description What kind of package; one or more. */
        file_type?: components['parameters']['FileType'];
        /** @description Category; one or more. */
        catalogue?: string[];
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path'];
        /** @description SHA-256 of the file; one or more. */
        hash?: components['parameters']['Hash'];
        /** @description Order of the rows: one or more of host, host_name, file_name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, file_name, name, catalogue, file_type, version, path, hash, size, uid, gid, mode, pid, proc_path, package_path, is_embedded, record_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JarPackagePageDto'];
          'application/x-ndjson':
            | components['schemas']['JarPackageLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryJarPackages: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['JarPackageQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JarPackagePageDto'];
          'application/x-ndjson':
            | components['schemas']['JarPackageLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listPortAssets: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol; one or more. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level; one or more. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it; one or more. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Order of the rows: one or more of host, host_name, port, status, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: components['parameters']['Sort'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, port, protocol, ip_version, listen_address, exposure, status, pid, process_path, container_id, agent_id, host_name, host_ip. Default: all. */
        fields?: components['parameters']['Fields'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryPortAssets: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listProcesses: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Executable, in part; case ignored. */
        process_path?: string;
        /** @description Command line, in part; case ignored. */
        launch_params?: string;
        /** @description SHA-256 of the executable; one or more. */
        hash?: string[];
        /** @description Order of the rows: one or more of host, host_name, process_path, process_pid, launch_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, process_path, process_pid, launch_params, launch_time, run_permission, hash. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProcessPageDto'];
          'application/x-ndjson':
            | components['schemas']['ProcessLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryProcesses: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ProcessQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProcessPageDto'];
          'application/x-ndjson':
            | components['schemas']['ProcessLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listWebFrameworks: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the file, in part; case ignored. */
        file_name?: components['parameters']['FileName'];
        /** @description Name without version and suffix, in part; case ignored. */
        name?: string;
        /** @description What kind of package; one or more. */
        file_type?: components['parameters']['FileType'];
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path'];
        /** @description Order of the rows: one or more of host, host_name, file_name, name, version, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, file_name, name, catalogue, file_type, version, path, hash, uid, gid, mode, pid, proc_path, is_embedded, record_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebFrameworkPageDto'];
          'application/x-ndjson':
            | components['schemas']['WebFrameworkLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryWebFrameworks: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebFrameworkQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebFrameworkPageDto'];
          'application/x-ndjson':
            | components['schemas']['WebFrameworkLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listWebSites: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Domain name, in part; case ignored. */
        domain?: string;
        /** @description Software that serves it; one or more. */
        app_name?: string[];
        /** @description Port it is served on. */
        port?: string;
        /** @description Whether it is served over HTTPS. */
        is_https?: boolean;
        /** @description Root directory, in part; case ignored. */
        path?: string;
        /** @description Order of the rows: one or more of host, host_name, domain, port, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, domain, app_name, path, port, bind_addr, url_path, uid, gid, mode, pid, proc_path, is_https, cert_issuer, cert_user, cert_issue_time, cert_expired_time, record_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebSitePageDto'];
          'application/x-ndjson':
            | components['schemas']['WebSiteLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryWebSites: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebSiteQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebSitePageDto'];
          'application/x-ndjson':
            | components['schemas']['WebSiteLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listApps: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the software, in part; case ignored. */
        app_name?: string;
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_dir?: string;
        /** @description Order of the rows: one or more of host, host_name, app_name, version, update_time, recent_scan_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, container_id, container_name, app_name, version, install_dir, update_time, recent_scan_time, agent_id. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppPageDto'];
          'application/x-ndjson':
            | components['schemas']['AppLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryApps: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AppQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppPageDto'];
          'application/x-ndjson':
            | components['schemas']['AppLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listKernelModules: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Substring of the host name, case ignored. Narrows the hosts. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. Narrows the hosts. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds. Default: the interval in which the vendor collects the type. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (as in RFC 5861). Default: 0, which means none. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Hosts by id; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server. */
        hosts?: components['parameters']['Hosts'];
        /** @description Name of the module, in part; case ignored. */
        name?: string;
        /** @description Version; one or more. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path'];
        /** @description SHA-256 of the file; one or more. */
        hash?: components['parameters']['Hash'];
        /** @description Order of the rows: one or more of host, host_name, name, size, record_time, with `-` before a name for descending. Equal rows come in the fixed order. */
        sort?: string[];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, name, file_name, version, srcversion, path, size, mode, uid, ctime, mtime, hash, desc, record_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KernelModulePageDto'];
          'application/x-ndjson':
            | components['schemas']['KernelModuleLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  queryKernelModules: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['KernelModuleQueryDto'];
      };
    };
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KernelModulePageDto'];
          'application/x-ndjson':
            | components['schemas']['KernelModuleLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ProgressLineDto']
            | components['schemas']['SummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400b'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  getAssetCatalogue: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The twelve types: their members, filters, orders and plans */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CatalogueDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  listAssetStatistics: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Counts the rows of this server only. */
        host_id?: string;
        /** @description `container` counts rows of containers only; `host`, the default, counts all rows. */
        category?: 'host' | 'container';
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: type, count. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TypeCountPageDto'];
          'application/x-ndjson':
            | components['schemas']['TypeCountLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ListSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listTopAssets: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, name, hosts, percentage. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path: {
        type:
          | 'users'
          | 'auto_launch'
          | 'database'
          | 'web_cms'
          | 'web_service'
          | 'jar_package'
          | 'port'
          | 'process'
          | 'web_framework'
          | 'web_site'
          | 'app'
          | 'kernel_module';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TopPageDto'];
          'application/x-ndjson':
            | components['schemas']['TopLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ListSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  getCollection: {
    parameters: {
      query: {
        /** @description The server whose agent collects. */
        host_id: string;
        /** @description Alias of the project. Default: the configured project. */
        project?: string;
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
      };
      path: {
        type: components['parameters']['Type'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Status of a collection on request */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CollectionDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  startCollection: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
      };
      path: {
        type: components['parameters']['Type'];
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CollectDto'];
      };
    };
    responses: {
      202: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CollectionDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      409: components['responses']['Problem409'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listPortChanges: {
    parameters: {
      query: {
        /** @description RFC 3339 time. The earlier state is the last complete reading at or before it. To continue an earlier comparison, use `to` of its answer. */
        since: string;
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        category?: 'host' | 'container';
        /** @description Maximum number of changes on a page. */
        limit?: components['parameters']['Limit2'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the present state in seconds. 0 reads the fleet from the vendor. */
        max_age?: number;
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: change, before, after. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows. */
        'Cache-Control'?: components['parameters']['CacheControl'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortChangesPageDto'];
          'application/x-ndjson':
            | components['schemas']['PortChangesLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['PortChangesSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      409: components['responses']['Problem409b'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listUserAccountChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Default: a day before `until`. */
        since?: components['parameters']['Since'];
        /** @description Default: now. It is the same time for all pages of a walk. */
        until?: components['parameters']['Until'];
        /** @description Changes of these hosts only; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds2'];
        /** @description Kinds of changes; repeatable or comma-separated. */
        change?: components['parameters']['Change'];
        /** @description Maximum number of changes on a page. */
        limit?: components['parameters']['Limit2'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, change, seen_at, user_name, login_permission, root_permission, user_group_name, user_home_dir, shell, expire_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserChangePageDto'];
          'application/x-ndjson':
            | components['schemas']['UserChangeLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ChangesSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listAutoLaunchItemChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Default: a day before `until`. */
        since?: components['parameters']['Since'];
        /** @description Default: now. It is the same time for all pages of a walk. */
        until?: components['parameters']['Until'];
        /** @description Changes of these hosts only; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds2'];
        /** @description Kinds of changes; repeatable or comma-separated. */
        change?: components['parameters']['Change'];
        /** @description Maximum number of changes on a page. */
        limit?: components['parameters']['Limit2'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, change, seen_at, name, type, kind, path, hash, run_user. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchChangePageDto'];
          'application/x-ndjson':
            | components['schemas']['AutoLaunchChangeLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ChangesSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listAppChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: the one configured for the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Default: a day before `until`. */
        since?: components['parameters']['Since'];
        /** @description Default: now. It is the same time for all pages of a walk. */
        until?: components['parameters']['Until'];
        /** @description Changes of these hosts only; repeatable or comma-separated. */
        host_ids?: components['parameters']['HostIds2'];
        /** @description Kinds of changes; repeatable or comma-separated. */
        change?: components['parameters']['Change'];
        /** @description Maximum number of changes on a page. */
        limit?: components['parameters']['Limit2'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Format of the answer. Takes precedence over `Accept`. */
        format?: components['parameters']['Format'];
        /** @description Members that rows have in the answer, comma-separated: project, host_id, host_name, host_ip, change, seen_at, app_name, version, update_time. Default: all. */
        fields?: string[];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
        /** @description The `ETag` of a page that you have: the answer is a 304 where it is still the same. */
        'If-None-Match'?: components['parameters']['IfNoneMatch'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. `complete` says whether any are missing. */
      200: {
        headers: {
          ETag: components['headers']['ETag'];
          Link: components['headers']['Link'];
          'Server-Timing': components['headers']['Server-Timing'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          Trailer: components['headers']['Trailer'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppChangePageDto'];
          'application/x-ndjson':
            | components['schemas']['AppChangeLineDto']
            | components['schemas']['FailureLineDto']
            | components['schemas']['ChangesSummaryLineDto'];
          'text/event-stream': string;
          'text/csv': string;
        };
      };
      204: components['responses']['Answer204'];
      304: components['responses']['Answer304'];
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      422: components['responses']['Problem422'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503b'];
      504: components['responses']['Problem504'];
    };
  };
  listExports: {
    parameters: {
      query?: {
        /** @description Exports a page. */
        limit?: number;
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Your exports, newest first */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportPageDto'];
        };
      };
      400: components['responses']['Problem400d'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503c'];
    };
  };
  createExport: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ExportOrderDto'];
      };
    };
    responses: {
      /** @description Ordered. */
      202: {
        headers: {
          /** @description Where to follow it. */
          Location?: string;
          /** @description `true` when the order had come before under the same key. */
          'Idempotent-Replayed'?: 'true';
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      422: components['responses']['Problem422b'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503d'];
    };
  };
  listExportColumns: {
    parameters: {
      query?: {
        /** @description Default: all types. */
        asset_type?:
          | 'users'
          | 'auto_launch'
          | 'database'
          | 'web_cms'
          | 'web_service'
          | 'jar_package'
          | 'port'
          | 'process'
          | 'web_framework'
          | 'web_site'
          | 'app'
          | 'kernel_module';
      };
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Columns and filters that exports can have */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportCataloguesDto'];
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503'];
    };
  };
  getExport: {
    parameters: {
      query?: never;
      header?: {
        Prefer?: string;
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description Sent by browsers that connect again. `end` gets a 204, which tells them to stop. */
        'Last-Event-ID'?: components['parameters']['LastEventId'];
      };
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The export, with its state. */
      200: {
        headers: {
          'Preference-Applied': components['headers']['Preference-Applied'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportDto'];
          'text/event-stream': string;
        };
      };
      204: components['responses']['Answer204b'];
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503c'];
    };
  };
  deleteExport: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: components['responses']['Answer204c'];
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      413: components['responses']['Problem413'];
      415: components['responses']['Problem415'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      503: components['responses']['Problem503c'];
    };
  };
  getExportFile: {
    parameters: {
      query?: {
        /** @description Wins over `Accept`. `raw`: the file as it was made. A file of our own has the ordered format only. */
        format?: 'raw' | 'csv' | 'ndjson' | 'json' | 'xlsx';
      };
      header?: {
        Range?: string;
        'If-Range'?: string;
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
        /** @description RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do. */
        Priority?: components['parameters']['Priority'];
      };
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The file, or its rows. */
      200: {
        headers: {
          /** @description Of the file as it was made. */
          ETag?: string;
          'Accept-Ranges': components['headers']['Accept-Ranges'];
          'Repr-Digest': components['headers']['Repr-Digest'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          'application/json': components['schemas']['ExportRowsDto'];
          'application/x-ndjson': components['schemas']['ExportLineDto'];
          'text/csv': string;
        };
      };
      /** @description Part of the file. */
      206: {
        headers: {
          /** @description Of the file as it was made. */
          ETag?: string;
          'Accept-Ranges': components['headers']['Accept-Ranges'];
          'Repr-Digest': components['headers']['Repr-Digest'];
          'Content-Disposition': components['headers']['Content-Disposition'];
          'Content-Range': components['headers']['Content-Range'];
          'X-Request-Id': components['headers']['X-Request-Id'];
          RateLimit: components['headers']['RateLimit'];
          'RateLimit-Policy': components['headers']['RateLimit-Policy'];
          [name: string]: unknown;
        };
        content: {
          'application/zip': string;
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string;
          'text/csv': string;
          'application/x-ndjson': string;
        };
      };
      400: components['responses']['Problem400'];
      401: components['responses']['Problem401'];
      403: components['responses']['Problem403'];
      404: components['responses']['Problem404'];
      406: components['responses']['Problem406'];
      409: components['responses']['Problem409'];
      410: components['responses']['Problem410'];
      416: components['responses']['Problem416'];
      429: components['responses']['Problem429'];
      431: components['responses']['Problem431'];
      500: components['responses']['Problem500'];
      502: components['responses']['Problem502b'];
      503: components['responses']['Problem503e'];
      504: components['responses']['Problem504'];
    };
  };
  getLiveness: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether the process is alive */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LiveDto'];
        };
      };
      400: components['responses']['Problem400'];
      431: components['responses']['Problem431'];
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether this process should get requests */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReadyDto'];
        };
      };
      400: components['responses']['Problem400'];
      431: components['responses']['Problem431'];
      /** @description The process is being stopped: send no more requests. */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReadyDto'];
        };
      };
    };
  };
  getProblem: {
    parameters: {
      query?: never;
      header?: {
        /** @description Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer. */
        'X-Request-Id'?: components['parameters']['RequestId'];
        /** @description W3C Trace Context. Its trace id stands beside this request in our logs. */
        traceparent?: components['parameters']['TraceParent'];
      };
      path: {
        kind:
          | 'invalid-request'
          | 'invalid-cursor'
          | 'plan-not-exact'
          | 'unauthenticated'
          | 'forbidden'
          | 'not-found'
          | 'method-not-allowed'
          | 'not-acceptable'
          | 'request-timeout'
          | 'no-baseline'
          | 'conflict'
          | 'gone'
          | 'payload-too-large'
          | 'unsupported-media-type'
          | 'range-not-satisfiable'
          | 'key-reused'
          | 'answer-too-large'
          | 'rate-limited'
          | 'headers-too-large'
          | 'internal'
          | 'incomplete-answer'
          | 'upstream-failed'
          | 'draining'
          | 'upstream-unavailable'
          | 'overloaded'
          | 'auth-unavailable'
          | 'store-unavailable'
          | 'store-full'
          | 'deadline-exceeded';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What a kind of problem means */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['Problem400'];
      404: components['responses']['Problem404'];
      431: components['responses']['Problem431'];
    };
  };
}
