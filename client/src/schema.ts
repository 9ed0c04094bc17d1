// Written from docs/openapi.json by scripts/write-client-types.mjs; not to be edited.
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
     * @description Fetches new tokens, and returns the new states. A refused credential is tried again once a minute at most, because the vendor locks users.
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
     * @description A browser's EventSource cannot send headers. Get a ticket with your key, then open the stream with `?ticket=`. It opens streams of rows only.
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
    /** Open ports of many hosts */
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
    /** Accounts of many hosts */
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
    /** Auto-start items of many hosts */
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
    /** Databases of many hosts */
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
    /** Web applications of many hosts */
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
    /** Web services of many hosts */
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
    /** Middleware packages of many hosts */
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
    /** Open ports of many hosts */
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
    /** Processes of many hosts */
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
    /** Web frameworks of many hosts */
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
    /** Websites of many hosts */
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
    /** Software of many hosts */
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
    /** Kernel modules of many hosts */
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
  '/v1/assets/ai_component': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** AI applications and tools of many hosts */
    get: operations['listAiComponents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/assets/ai_component/query': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** AI applications and tools of up to 100 000 hosts, or of a selection */
    post: operations['queryAiComponents'];
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
    /** All types: their members, filters, orders and plans */
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
     * Changes of open ports, newest first
     * @description Compares the last complete reading at or before `since` with the last one at or before `until`; the summary says when these were. `failures` is empty: a fleet that cannot be read completely is not compared.
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
     * @description Needs the scope to read the type as well. Answers at once; follow `Location`. With `host_ids` or `hosts` our own query of these hosts makes the file: it waits until the caller has the points, and names the hosts that are missing. An order repeated with its `Idempotency-Key` gets the first answer again.
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
     * @description Row by row, names of columns stand for headings, and the last line (NDJSON, CSV) or the end of the document (JSON) says whether all rows were there: `complete` is true only when at least as many different rows of listed servers came as the vendor counted after it had made the file, else `reason` says why not. Files as they were made come with length and digest, and in any range.
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
  '/v1/queries': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Your background queries, newest first */
    get: operations['listQueries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/queries/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** State of a background query */
    get: operations['getQuery'];
    put?: never;
    post?: never;
    /** Cancel a background query, or forget one that is over */
    delete: operations['deleteQuery'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/queries/{id}/items': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Rows of a background query
     * @description Also while it runs: each row once, as hosts complete. The last page has a cursor until the query is over.
     */
    get: operations['listQueryItems'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/queries/{id}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Changes of a background query
     * @description Events `query`, with an id each, and `end`. Go on with `Last-Event-ID`.
     */
    get: operations['followQuery'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/queries/{id}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Ask the hosts of a background query again that failed */
    post: operations['retryQuery'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/watches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Watches and their state */
    get: operations['listWatches'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/watches/{name}/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What a watch has found, newest first */
    get: operations['listWatchChanges'];
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
  '/health/startup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the start is over */
    get: operations['getStartup'];
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
  '/problems': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** All kinds of problems */
    get: operations['listProblems'];
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
    AiComponentPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['AiComponentRow'][];
    };
    AiComponentQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the application, in part; case ignored. */
      ai_application?: string;
      /** @description Name of the tool, in part; case ignored. */
      ai_tool?: string;
      /** @description Version. */
      version?: string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Sort by host, host_name, ai_application, ai_tool, version, scanned_at; `-` for descending. */
      sort?: string[];
    };
    AiComponentRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] & {
        /** @description Name of the application. */
        ai_application: string | null;
        /** @description Name of the tool. */
        ai_tool: string | null;
        /** @description The vendor's word for its kind. */
        application_type: string | null;
        /** @description Version. */
        version: string | null;
        /** @description Where it was started. */
        startup_path: string | null;
        /** @description Where it is installed. */
        install_path: string | null;
        /** @description Command line. */
        arguments: string | null;
        /** @description Its sockets, such as `tcp 0.0.0.0:11434 listening`, separated by `; `. */
        sockets: string | null;
        /** @description User that it runs as. */
        run_user: string | null;
        /**
         * Format: int64
         * @description Process id.
         */
        pid: number | null;
        /**
         * Format: int64
         * @description Id of the parent process.
         */
        parent_pid: number | null;
        /**
         * Format: date-time
         * @description When it was started.
         */
        started_at: string | null;
        /**
         * Format: date-time
         * @description When the agent first saw it.
         */
        first_seen_at: string | null;
        /**
         * Format: date-time
         * @description When the agent last saw it.
         */
        scanned_at: string | null;
      };
    AppChangePageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['AppChangeRow'][];
      summary: components['schemas']['ChangesSummaryDto'];
    };
    AppChangeRow: components['schemas']['ChangeRowDto'] & {
      /** @description Name of the software. */
      app_name: string | null;
      /** @description Version. */
      version: string | null;
      /**
       * Format: date-time
       * @description When the software was updated.
       */
      updated_at: string | null;
    };
    AppPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['AppRow'][];
    };
    AppQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      app_name?: string;
      /** @description Version. */
      version?: string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Sort by host, host_name, app_name, version, updated_at, scanned_at; `-` for descending. */
      sort?: string[];
    };
    AppRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['SeenRowDto'] & {
        /** @description Name of the software. */
        app_name: string | null;
        /** @description Version. */
        version: string | null;
        /** @description Where it is installed. */
        install_path: string | null;
        /**
         * Format: date-time
         * @description When it was last updated.
         */
        updated_at: string | null;
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
      /** @description The vendor's names of it, in rows and filters; none where the vendor does not have it. */
      vendor_names: string[];
      /** @description Column of the vendor's exports that holds it. */
      export_column: string | null;
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
        | 'kernel_module'
        | 'ai_component';
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
    AutoLaunchChangePageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['AutoLaunchChangeRow'][];
      summary: components['schemas']['ChangesSummaryDto'];
    };
    AutoLaunchChangeRow: components['schemas']['ChangeRowDto'] & {
      /** @description Name of the item. */
      name: string | null;
      /**
       * @description What starts it.
       * @enum {string}
       */
      kind: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
      /**
       * Format: int64
       * @description The vendor's number of the kind.
       */
      kind_code: number | null;
      /** @description Path of the item. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /** @description User that it runs as. */
      run_user: string | null;
    };
    AutoLaunchPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['AutoLaunchRow'][];
    };
    AutoLaunchQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the item, in part; case ignored. */
      name?: string;
      /** @description Kind. */
      kind?: ('service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other')[];
      /** @description Path of the item, in part; case ignored. */
      path?: string;
      /** @description User that it runs as. */
      run_user?: string[];
      /** @description Sort by host, host_name, name, kind_code, scanned_at; `-` for descending. */
      sort?: string[];
    };
    AutoLaunchRow: components['schemas']['FleetRowDto'] &
      components['schemas']['SeenRowDto'] & {
        /** @description Name of the item. */
        name: string | null;
        /**
         * @description What starts it.
         * @enum {string}
         */
        kind: 'service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other';
        /**
         * Format: int64
         * @description The vendor's number of the kind: 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder.
         */
        kind_code: number | null;
        /** @description Path of the item. */
        path: string | null;
        /** @description SHA-256 of the file. */
        hash: string | null;
        /** @description User that it runs as. */
        run_user: string | null;
      };
    BackgroundItemsDto: {
      items: {
        [key: string]: unknown;
      }[];
      failures: components['schemas']['FailureDto'][];
      /** @description Whether all rows have been read. */
      complete: boolean;
      /** @description Null behind the last row. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    BackgroundQueryDto: {
      /** Format: uuid */
      id: string;
      /** @enum {string} */
      status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
      asset_type: string;
      projects: string[];
      /** Format: date-time */
      created_at: string;
      /** Format: date-time */
      started_at: string | null;
      /** Format: date-time */
      finished_at: string | null;
      /** Format: date-time */
      expires_at: string;
      /** @enum {string|null} */
      plan: 'per-host' | 'by-port' | 'export' | 'snapshot' | null;
      progress: components['schemas']['ProgressDto'];
      /** @description Once it is over. */
      summary: components['schemas']['SummaryDto'] | null;
      /** @description The first ones. */
      failures: components['schemas']['FailureDto'][];
      /** @description Why it failed. */
      failure: components['schemas']['QueryFailureDto'] | null;
    };
    BackgroundQueryPageDto: {
      items: components['schemas']['BackgroundQueryDto'][];
      next_cursor: string | null;
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
      /** @description Thinly documented: the vendor may ignore it. */
      uncertain: boolean;
    };
    ChangesSummaryDto: components['schemas']['OutcomeDto'] & {
      complete: boolean;
      /**
       * Format: int32
       * @description Changes on all pages.
       */
      total: number;
      /**
       * Format: int32
       * @description Kinds of the changes on all pages.
       */
      added: number;
      /** Format: int32 */
      removed: number;
      /** Format: int32 */
      changed: number;
      /** Format: int32 */
      other: number;
      /**
       * Format: date-time
       * @description Start of the changes.
       */
      since: string;
      /**
       * Format: date-time
       * @description End of the changes. Use it as the next `since`.
       */
      until: string;
    };
    CollectDto: {
      /** @description The server whose agent collects. */
      host_id: string;
      /** @description Alias of the project. Default: the configured project. */
      project?: string;
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
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
        | 'kernel_module'
        | 'ai_component';
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
        | 'blocked'
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
      kind: 'ak-sk' | 'ecs-agency' | 'key-file' | 'password';
      /**
       * @description `empty`: not needed yet. `failing`: it is retried. `refused`: by the vendor, so it is not tried before `retry_at`, a refresh, or a new configuration.
       * @enum {string}
       */
      condition: 'ready' | 'empty' | 'failing' | 'refused';
      /** @description Null for access keys, and before the first token. */
      token: components['schemas']['TokenStateDto'] | null;
      last_error: components['schemas']['CredentialErrorDto'] | null;
      /** Format: date-time */
      retry_at: string | null;
    };
    DatabasePageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['DatabaseRow'][];
    };
    DatabaseQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the software, in part; case ignored. */
      name?: string;
      /** @description Version. */
      version?: string[];
      /** @description Where it is installed, in part; case ignored. */
      install_path?: string;
      /** @description Sort by host, host_name, name, version, scanned_at; `-` for descending. */
      sort?: string[];
    };
    DatabaseRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['FileRowDto'] & {
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
         * @description Group id of the owner.
         */
        gid: number | null;
        /** @description Permissions of the file. */
        file_mode: string | null;
        /**
         * Format: int64
         * @description Process id.
         */
        pid: number | null;
        /** @description Executable of the process. */
        process_path: string | null;
        /**
         * Format: date-time
         * @description When the status of the file changed last: owner, permissions or content.
         */
        status_changed_at: string | null;
        /**
         * Format: date-time
         * @description When the content of the file changed last.
         */
        modified_at: string | null;
        /**
         * Format: date-time
         * @description When the file was read last.
         */
        accessed_at: string | null;
        /** @description Agent that saw it. */
        agent_id: string | null;
      };
    DeadLetterDto: {
      /** @description Its `webhook-id`. */
      id: string;
      /** Format: date-time */
      created_at: string;
      /** Format: int32 */
      attempts: number;
      /**
       * Format: int64
       * @description `seq` of its first change.
       */
      first_seq: number;
      /** Format: int32 */
      changes: number;
      /** @description Why the last attempt failed. */
      reason: string;
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
      /** @description Null until it is known: for a file of the vendor, once its rows were read. False when rows are missing, or when that cannot be found out. */
      complete: boolean | null;
      /** @description The first hosts whose rows are missing; `hosts.failed` counts all, the file lists all. */
      failures: components['schemas']['FailureDto'][];
      /** @description Where the file is, once there is one. */
      file: string | null;
      /**
       * @description `store_full`: the store that all instances share has no memory left; the export fails when that takes too long.
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
      /** @description The vendor's code. */
      upstream_code?: string;
      /** @description The vendor's id of the call. */
      upstream_request_id?: string;
      /** @description What the operator can do. */
      hint?: string;
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
       * @description Only rows of hosts, or only rows of containers. Default: `host`.
       * @enum {string}
       */
      category?: 'host' | 'container';
      /** @description Columns in their order, by name or with a heading of your own. Default: all. With `host_ids` or `hosts` they are members of the rows. */
      columns?: (
        | string
        | {
            field: string;
            title?: string;
          }
      )[];
      /** @description Filters by name, as `GET /v1/exports/columns` lists them; at most 128 characters as JSON. With `host_ids` or `hosts` those of the query of the type, of any length. */
      filter?: {
        [key: string]: string | number | boolean | (string | number)[];
      };
      /** @description Hosts by id. Without hosts, the file of the vendor has all of them. */
      host_ids?: string[];
      /** @description Hosts by their properties. The text `all` may stand for `{"all": true}`. */
      hosts?: components['schemas']['HostSelectionDto'];
      /**
       * @description Format of the file. Only with `host_ids` or `hosts`. Default: "csv".
       * @enum {string}
       */
      format?: 'csv' | 'ndjson' | 'xlsx';
      /**
       * @description `forbid`: the export fails instead of making a file that lacks hosts. Only with `host_ids` or `hosts`. Default: "allow".
       * @enum {string}
       */
      partial?: 'allow' | 'forbid';
      /**
       * Format: int32
       * @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. Only with `host_ids` or `hosts`.
       */
      max_age?: number;
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
      enterprise_project_id?: string;
      /** @description Alias of the project. Default: the configured project. */
      project?: string;
    };
    ExportPageDto: {
      items: components['schemas']['ExportDto'][];
      next_cursor: string | null;
    };
    FailureDto: {
      /** @description Alias of the host's project. */
      project: string;
      /** @description `*`: hosts of the project could not be listed for certain. `?` and a digest of 22 characters: an id of the vendor that cannot be used, since it is too long or has invalid characters. */
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
        | 'blocked'
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
      /** @description The vendor's code. */
      upstream_code?: string;
      /** @description The vendor's id of the call. */
      upstream_request_id?: string;
      /** @description What the operator can do. */
      hint?: string;
    };
    HostCountsDto: {
      /**
       * Format: int32
       * @description Hosts the query is about.
       */
      requested: number;
      /**
       * Format: int32
       * @description `answered` and `failed` together. On one page of several: the hosts of this page.
       */
      read: number;
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
    HostGroupPageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['HostGroupRow'][];
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
      /** @description Whether its servers are outside the cloud. */
      is_outside_cloud: boolean | null;
    };
    HostPageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['HostRow'][];
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
      is_outside_cloud: boolean | null;
      vpc_id: string | null;
      /**
       * Format: date-time
       * @description When the state of the agent changed last.
       */
      agent_changed_at: string | null;
    };
    HostSelectionDto: {
      /**
       * @description Every server, as without `hosts`. Goes with no other member.
       * @enum {boolean}
       */
      all?: true;
      /** @description Substring of the host name, case ignored. */
      name?: string[];
      /** @description Whole private or public address. */
      ip?: string[];
      /** @description Id or whole name of a server group. */
      group?: string[];
      /** @description `linux`, `windows`, or a substring of the name of the operating system. */
      os?: string[];
      /** @description State of the agent. */
      agent_status?: (
        'installed' | 'not_installed' | 'online' | 'offline' | 'install_failed' | 'installing' | 'not_online'
      )[];
      /** @description State of the protection. */
      protect_status?: ('closed' | 'opened' | 'protection_exception')[];
      /** @description Power state. */
      status?: ('ACTIVE' | 'SHUTOFF' | 'BUILDING' | 'ERROR')[];
      /** @description A whole label of the server. */
      tag?: string[];
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
    JarPackagePageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['JarPackageRow'][];
    };
    JarPackageQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the file, in part; case ignored. */
      file_name?: string;
      /** @description What kind of package. */
      file_type?: string[];
      /** @description Category. */
      package_category?: string[];
      /** @description Version. */
      version?: string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description SHA-256 of the file. */
      hash?: string[];
      /** @description Sort by host, host_name, file_name, version, scanned_at; `-` for descending. */
      sort?: string[];
    };
    JarPackageRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['FileRowDto'] &
      components['schemas']['PackageRowDto'] & {
        /** @description Name without version and suffix. Null when hosts were read one by one. */
        name: string | null;
        /**
         * Format: int64
         * @description Size of the file. Null when hosts were read one by one.
         */
        size_bytes: number | null;
        /**
         * Format: int64
         * @description Group id of the owner. Null when hosts were read one by one.
         */
        gid: number | null;
        /** @description Package that it lies in. Null when hosts were read one by one. */
        package_path: string | null;
        /** @description Whether it lies in another package. Null when hosts were read one by one. */
        is_embedded: boolean | null;
      };
    KernelModulePageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['KernelModuleRow'][];
    };
    KernelModuleQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the module, in part; case ignored. */
      name?: string;
      /** @description Version. */
      version?: string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description SHA-256 of the file. */
      hash?: string[];
      /** @description Sort by host, host_name, name, size_bytes, scanned_at; `-` for descending. */
      sort?: string[];
    };
    KernelModuleRow: components['schemas']['FleetRowDto'] &
      components['schemas']['FileRowDto'] & {
        /** @description Name of the module. */
        name: string | null;
        /** @description Name of the file. */
        file_name: string | null;
        /** @description Version. */
        version: string | null;
        /** @description Version of the source. */
        source_version: string | null;
        /** @description Path of the file. */
        path: string | null;
        /**
         * Format: int64
         * @description Size of the file.
         */
        size_bytes: number | null;
        /** @description Permissions of the file. */
        file_mode: string | null;
        /**
         * Format: date-time
         * @description When the file was created.
         */
        created_at: string | null;
        /**
         * Format: date-time
         * @description When the file was changed.
         */
        modified_at: string | null;
        /** @description SHA-256 of the file. */
        hash: string | null;
        /** @description What the module says of itself. */
        description: string | null;
      };
    LimitsLeftDto: {
      points: components['schemas']['PointsLeftDto'];
      requests: components['schemas']['InProgressDto'];
      streams: components['schemas']['InProgressDto'];
    };
    ListSummaryDto: components['schemas']['OutcomeDto'] & {
      /** @description False when `failures` has entries. */
      complete: boolean;
      /**
       * Format: int32
       * @description Rows on all pages.
       */
      total: number;
      /**
       * Format: date-time
       * @description When the oldest list was read from the vendor.
       */
      as_of: string;
    };
    LiveDto: {
      /** @enum {string} */
      status: 'alive';
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
      /** @description Points per minute. A request costs 1 point, a query 1 point for each host, and each further upstream call 1 more. */
      limit: number;
      remaining: number;
      /** @description Seconds until all points are available again; 0 when they are. */
      reset_s: number;
    };
    PortChangePageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['PortChangeRow'][];
      summary: components['schemas']['ChangesSummaryDto'];
    };
    PortChangeRow: components['schemas']['ChangeRowDto'] &
      components['schemas']['SocketDto'] & {
        /**
         * @description Risk level before; null when added.
         * @enum {string|null}
         */
        status_before: 'normal' | 'danger' | 'unknown' | null;
        /** @description Executable before. */
        process_path_before: string | null;
      };
    PortCountsPageDto: {
      items: components['schemas']['PortGroupDto'][];
      /** @description Hosts that could not be read; their rows are not counted. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Null on the last page. */
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
    PortCountsSummaryDto: components['schemas']['FleetSummaryDto'] & {
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
    PortPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['PortRow'][];
    };
    PortQueryDto: components['schemas']['QueryOptionsDto'] &
      components['schemas']['PortFiltersDto'] & {
        /** @description Sort by host, host_name, port, status; `-` for descending. */
        sort?: string[];
      };
    PortRow: components['schemas']['FleetRowDto'] & components['schemas']['SocketDto'];
    PortSummaryQueryDto: components['schemas']['QuestionDto'] &
      components['schemas']['PortFiltersDto'] & {
        /** @description Members to group by, in this order: one or more of port, protocol, status, exposure, process, host. Default: ["port"]. */
        group_by?: ('port' | 'protocol' | 'status' | 'exposure' | 'process' | 'host')[];
        /**
         * Format: int32
         * @description Maximum number of groups, those on most hosts first. Default: 100.
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
      /** @description The vendor's code. */
      upstream_code?: string;
      /** @description The vendor's id of the call. */
      upstream_request_id?: string;
      /** @description What the operator can do. */
      hint?: string;
    };
    ProcessPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['ProcessRow'][];
    };
    ProcessQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Executable, in part; case ignored. */
      process_path?: string;
      /** @description Command line, in part; case ignored. */
      arguments?: string;
      /** @description SHA-256 of the executable. */
      hash?: string[];
      /** @description Sort by host, host_name, process_path, pid, started_at; `-` for descending. */
      sort?: string[];
    };
    ProcessRow: components['schemas']['ContainerRowDto'] & {
      /** @description Alias of the project. */
      project: string;
      /** @description Null where several servers share name and address: the vendor names the server of a process by these alone. */
      host_id: string | null;
      /** @description Name of the host, as the row itself says. */
      host_name?: string | null;
      /** @description Private address of the host, as the row itself says. */
      host_ip?: string | null;
      /** @description Executable. */
      process_path: string | null;
      /**
       * Format: int64
       * @description Process id.
       */
      pid: number | null;
      /** @description Command line. */
      arguments: string | null;
      /**
       * Format: date-time
       * @description When it was started.
       */
      started_at: string | null;
      /** @description Permissions of the executable. */
      file_mode: string | null;
      /** @description SHA-256 of the executable. */
      hash: string | null;
    };
    ProgressDto: {
      hosts: components['schemas']['HostProgressDto'];
      /** Format: int32 */
      items: number;
      /**
       * Format: int32
       * @description Estimated milliseconds until the end, from the pace so far; null before the first host.
       */
      eta_ms: number | null;
    };
    ProjectStateDto: {
      project: string;
      region: string;
      credentials: components['schemas']['CredentialStateDto'][];
    };
    QueryFailureDto: {
      code: string;
      title: string;
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
      /**
       * @description Whether an outbound proxy is in use.
       * @enum {string}
       */
      proxy: 'used' | 'none';
      /**
       * @description The worst state of a project. `empty`: no token was needed yet.
       * @enum {string}
       */
      upstream: 'ready' | 'empty' | 'failing' | 'refused';
      /** @description By project: the best state of its credentials. Only for callers with the scope `admin`, and on the management port. */
      projects?: {
        [key: string]: 'ready' | 'empty' | 'failing' | 'refused';
      };
    };
    RefreshDto: {
      /** @description Alias of a project. Default: all projects that you may see. */
      project?: string;
    };
    StartedDto: {
      /** @enum {string} */
      status: 'started' | 'starting';
    };
    SummaryDto: components['schemas']['FleetSummaryDto'];
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
    TopPageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['TopDto'][];
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
        | 'kernel_module'
        | 'ai_component';
      /**
       * Format: int32
       * @description Null when the vendor gives no number.
       */
      count: number | null;
    };
    TypeCountPageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['TypeCountDto'][];
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
    UserChangePageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['UserChangeRow'][];
      summary: components['schemas']['ChangesSummaryDto'];
    };
    UserChangeRow: components['schemas']['ChangeRowDto'] & {
      /** @description Name of the account. */
      user_name: string | null;
      /** @description Whether it may log in. */
      can_login: boolean | null;
      /** @description Whether it has the rights of an administrator. */
      is_root: boolean | null;
      /** @description Name of its group. */
      group_name: string | null;
      /** @description Home directory. */
      home_dir: string | null;
      /** @description Login shell. */
      shell: string | null;
      /**
       * Format: date-time
       * @description When the account expires.
       */
      expires_at: string | null;
    };
    UserPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['UserRow'][];
    };
    UserQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the account, in part; case ignored. */
      user_name?: string;
      /** @description Whether it may log in. */
      can_login?: boolean;
      /** @description Whether it has the rights of an administrator. */
      is_root?: boolean;
      /** @description Name of its group. */
      group_name?: string[];
      /** @description Login shell. */
      shell?: string[];
      /** @description Sort by host, host_name, user_name, scanned_at, first_seen_at; `-` for descending. */
      sort?: string[];
    };
    UserRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['SeenRowDto'] & {
        /** @description Name of the account. */
        user_name: string | null;
        /** @description Whether it may log in. */
        can_login: boolean | null;
        /** @description Whether it has the rights of an administrator. */
        is_root: boolean | null;
        /** @description Name of its group. */
        group_name: string | null;
        /** @description Home directory. */
        home_dir: string | null;
        /** @description Login shell. */
        shell: string | null;
        /**
         * Format: date-time
         * @description When it was first seen.
         */
        first_seen_at: string | null;
      };
    WatchChangePageDto: components['schemas']['ListPageDto'] & {
      items: components['schemas']['WatchChangeRow'][];
      summary: components['schemas']['ListSummaryDto'];
    };
    WatchChangeRow: {
      /**
       * Format: int64
       * @description Grows with each change.
       */
      seq: number;
      /** @enum {string} */
      change: 'added' | 'removed' | 'changed';
      /** Format: date-time */
      seen_at: string;
      /**
       * @description A look at other counts, or a reading of everything.
       * @enum {string}
       */
      seen_by: 'counts' | 'whole';
      /** @description Row of the type, with its host. Of `removed`, as it was. */
      row: {
        [key: string]: unknown;
      };
      /** @description Of `changed`: members that differ, as they were. */
      before: {
        [key: string]: unknown;
      } | null;
    };
    WatchDto: {
      name: string;
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
        | 'kernel_module'
        | 'ai_component';
      tell: ('added' | 'removed' | 'changed' | 'danger')[];
      /** Format: int32 */
      interval_s: number;
      /** Format: int32 */
      full_every_s: number;
      /**
       * @description `failing`: the last look failed.
       * @enum {string}
       */
      status: 'starting' | 'watching' | 'failing';
      /**
       * Format: date-time
       * @description What was there then is never told.
       */
      baseline_at: string | null;
      /** @enum {string|null} */
      baseline_reason: 'first' | 'query_changed' | 'state_lost' | null;
      /**
       * Format: date-time
       * @description The last look.
       */
      looked_at: string | null;
      /**
       * Format: date-time
       * @description The last reading of everything.
       */
      whole_at: string | null;
      /**
       * Format: int32
       * @description Rows that are compared.
       */
      rows: number;
      /**
       * Format: int32
       * @description Keys that only readings of everything see.
       */
      unlisted_keys: number;
      /**
       * Format: int32
       * @description Changes that are kept.
       */
      changes: number;
      failure: components['schemas']['WatchFailureDto'] | null;
      webhook: components['schemas']['WatchWebhookDto'] | null;
    };
    WatchFailureDto: {
      /** @description For programs. */
      code: string;
      /** Format: date-time */
      at: string;
    };
    WatchListDto: {
      items: components['schemas']['WatchDto'][];
    };
    WatchWebhookDto: {
      host: string;
      /**
       * Format: int32
       * @description Deliveries that wait.
       */
      pending: number;
      /** Format: int32 */
      delivered: number;
      /**
       * Format: int32
       * @description Deliveries that were given up.
       */
      dead: number;
      /** @description The last 50 of these. */
      dead_letters: components['schemas']['DeadLetterDto'][];
    };
    WebCmsPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['WebCmsRow'][];
    };
    WebCmsQueryDto: components['schemas']['DatabaseQueryDto'];
    WebCmsRow: components['schemas']['DatabaseRow'];
    WebFrameworkPageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['WebFrameworkRow'][];
    };
    WebFrameworkQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Name of the file, in part; case ignored. */
      file_name?: string;
      /** @description Name without version and suffix, in part; case ignored. */
      name?: string;
      /** @description What kind of package. */
      file_type?: string[];
      /** @description Version. */
      version?: string[];
      /** @description Path of the file, in part; case ignored. */
      path?: string;
      /** @description Sort by host, host_name, file_name, name, version, scanned_at; `-` for descending. */
      sort?: string[];
    };
    WebFrameworkRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['FileRowDto'] &
      components['schemas']['PackageRowDto'] & {
        /** @description Name without version and suffix. */
        name: string | null;
        /**
         * Format: int64
         * @description Group id of the owner.
         */
        gid: number | null;
        /** @description Whether it lies in an archive. Null when hosts were read one by one. */
        is_embedded: boolean | null;
      };
    WebServicePageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['WebServiceRow'][];
    };
    WebServiceQueryDto: components['schemas']['DatabaseQueryDto'];
    WebServiceRow: components['schemas']['DatabaseRow'];
    WebSitePageDto: components['schemas']['FleetPageDto'] & {
      items: components['schemas']['WebSiteRow'][];
    };
    WebSiteQueryDto: components['schemas']['QueryOptionsDto'] & {
      /** @description Domain name, in part; case ignored. */
      domain?: string;
      /** @description Software that serves it, in part; case ignored. */
      app_name?: string;
      /** @description Port it is served on. */
      port?: string[];
      /** @description Whether it is served over HTTPS. */
      is_https?: boolean;
      /** @description Root directory, in part; case ignored. */
      path?: string;
      /** @description Sort by host, host_name, domain, port, scanned_at; `-` for descending. */
      sort?: string[];
    };
    WebSiteRow: components['schemas']['FleetRowDto'] &
      components['schemas']['ContainerRowDto'] &
      components['schemas']['FileRowDto'] & {
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
        listen_address: string | null;
        /** @description Path part of its URL. */
        url_path: string | null;
        /**
         * Format: int64
         * @description Group id of the owner.
         */
        gid: number | null;
        /** @description Permissions of the root directory. */
        file_mode: string | null;
        /**
         * Format: int64
         * @description Process id.
         */
        pid: number | null;
        /** @description Executable of the process. */
        process_path: string | null;
        /** @description Whether it is served over HTTPS. */
        is_https: boolean | null;
        /** @description Who issued its certificate. */
        cert_issuer: string | null;
        /** @description Whom its certificate is for. */
        cert_subject: string | null;
        /**
         * Format: date-time
         * @description From when its certificate is valid. Null when the vendor writes no known form of time.
         */
        cert_issued_at: string | null;
        /**
         * Format: date-time
         * @description Until when its certificate is valid. Null when the vendor writes no known form of time.
         */
        cert_expires_at: string | null;
      };
    WhoamiDto: {
      /** @description Stable id of the caller: the name of its key, or issuer and subject of its token. */
      id: string;
      /** @enum {string} */
      kind: 'api-key' | 'jwt' | 'demo';
      scopes: (
        | 'ports:read'
        | 'assets:read'
        | 'exports:read'
        | 'exports:write'
        | 'queries:write'
        | 'watches:read'
        | 'admin'
      )[];
      /** @description Aliases of the projects that the caller may see. */
      projects: string[];
      limits: components['schemas']['LimitsLeftDto'];
    };
    QueryOptionsDto: components['schemas']['QuestionDto'] & {
      /**
       * Format: int32
       * @description Maximum number of rows on a page. Default: 100.
       */
      limit?: number;
      /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
      cursor?: string;
      /**
       * @description `host` adds `host_name` and `host_ip` to every row.
       * @enum {string}
       */
      include?: 'host';
    };
    QuestionDto: {
      /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
      project?: string;
      /**
       * @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts.
       * @enum {string}
       */
      category?: 'host' | 'container';
      /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
      enterprise_project_id?: string;
      /**
       * @description With `forbid`, an incomplete answer is an error. Default: "allow".
       * @enum {string}
       */
      partial?: 'allow' | 'forbid';
      /**
       * Format: int32
       * @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures.
       */
      timeout_ms?: number;
      /**
       * @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. Default: "auto".
       * @enum {string}
       */
      plan?: 'auto' | 'per-host' | 'by-port' | 'export' | 'snapshot';
      /**
       * Format: int32
       * @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type.
       */
      max_age?: number;
      /**
       * Format: int32
       * @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0.
       */
      stale_if_error?: number;
      /** @description Whether the summary says why the plan was chosen. Default: false. */
      explain?: boolean;
      /** @description Hosts by id. Rows come in this order. Without hosts, the query is about all. */
      host_ids?: string[];
      /** @description Hosts by their properties; without hosts, the query is about all. The text `all` may stand for `{"all": true}`. */
      hosts?: components['schemas']['HostSelectionDto'];
    };
    FleetRowDto: {
      /** @description Alias of the project. */
      project: string;
      host_id: string;
      /** @description With `include=host`. */
      host_name?: string | null;
      /** @description Private address, with `include=host`. */
      host_ip?: string | null;
    };
    ChangeRowDto: {
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
      change: 'added' | 'removed' | 'changed' | 'other';
      /**
       * Format: date-time
       * @description When the change was seen.
       */
      seen_at: string;
    };
    SocketDto: {
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
    };
    ContainerRowDto: {
      /** @description Null outside of containers. */
      container_id: string | null;
      /** @description Name of that container. */
      container_name: string | null;
    };
    FileRowDto: {
      /**
       * Format: int64
       * @description User id of the owner.
       */
      uid: number | null;
      /**
       * Format: date-time
       * @description When the agent last saw it.
       */
      scanned_at: string | null;
    };
    PackageRowDto: {
      /** @description Name of the file. */
      file_name: string | null;
      /** @description Category. */
      package_category: string | null;
      /** @description What kind of package: jar, python, npm. */
      file_type: string | null;
      /** @description Version. */
      version: string | null;
      /** @description Path of the file. */
      path: string | null;
      /** @description SHA-256 of the file. */
      hash: string | null;
      /** @description Permissions of the file. */
      file_mode: string | null;
      /**
       * Format: int64
       * @description Id of the process that uses it.
       */
      pid: number | null;
      /** @description Executable of that process. */
      process_path: string | null;
    };
    SeenRowDto: {
      /**
       * Format: date-time
       * @description When the agent last saw it.
       */
      scanned_at: string | null;
      /** @description Agent that saw it. */
      agent_id: string | null;
    };
    FleetPageDto: {
      /** @description Hosts that could not be read; their rows are missing. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Null on the last page. */
      next_cursor: string | null;
      summary: components['schemas']['SummaryDto'];
    };
    ListPageDto: {
      /** @description Projects that could not be read. */
      failures: components['schemas']['FailureDto'][];
      /** @description False when `failures` has entries. */
      complete: boolean;
      /** @description Null on the last page. */
      next_cursor: string | null;
    };
    OutcomeDto: {
      /**
       * @description Why `complete` is false. `draining`: the process is being stopped; ask again.
       * @enum {string}
       */
      reason?: 'draining';
      /** Format: int32 */
      items: number;
      /** Format: int32 */
      upstream_calls: number;
      /** Format: int32 */
      elapsed_ms: number;
    };
    PortFiltersDto: {
      /** @description A port, a range such as `8000-8100`, or a list of these. */
      port?: string[];
      /** @description Protocol. */
      protocol?: ('tcp' | 'udp')[];
      /** @description Risk level. */
      status?: ('normal' | 'danger' | 'unknown')[];
      /** @description Who can reach it. */
      exposure?: ('loopback' | 'interface' | 'all_interfaces')[];
      /** @description Path of the executable, in part; case ignored. */
      process?: string;
    };
    FleetSummaryDto: {
      /** @description False when `failures` has entries: rows of those hosts are missing. Speaks of the hosts read. */
      complete: boolean;
      /**
       * @description Why `complete` is false. `draining`: the process is being stopped; ask again.
       * @enum {string}
       */
      reason?: 'draining';
      hosts: components['schemas']['HostCountsDto'];
      /** Format: int32 */
      items: number;
      /**
       * Format: int32
       * @description Rows on all pages; absent where only further calls could tell.
       */
      total?: number;
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
  };
  responses: {
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
    /** @description What went wrong, as an RFC 9457 problem document. */
    Problem: {
      headers: {
        'Retry-After': components['headers']['Retry-After'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['ProblemDto'];
      };
    };
  };
  parameters: {
    /** @description Name of the software, in part; case ignored. */
    AppName: string;
    /** @description Whether it may log in. */
    CanLogin: boolean;
    /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
    Category: 'host' | 'container';
    /** @description Kinds of changes; repeatable or comma-separated. */
    Change: ('added' | 'removed' | 'changed' | 'other')[];
    /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
    Cursor: string;
    /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
    EnterpriseProjectId: string;
    /** @description Whether the summary says why the plan was chosen. */
    Explain: boolean;
    /** @description Who can reach it. */
    Exposure: ('loopback' | 'interface' | 'all_interfaces')[];
    /** @description Name of the file, in part; case ignored. */
    FileName: string;
    /** @description What kind of package. */
    FileType: string[];
    /** @description Name of its group. */
    GroupName: string[];
    /** @description SHA-256 of the file. */
    Hash: string[];
    /** @description State of the agent. */
    HostAgentStatus: (
      'installed' | 'not_installed' | 'online' | 'offline' | 'install_failed' | 'installing' | 'not_online'
    )[];
    /** @description Id or whole name of a server group. */
    HostGroup: string[];
    HostId: string;
    /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
    HostIds: string[];
    /** @description Changes of these hosts only; repeatable or comma-separated. */
    HostIds2: string[];
    /** @description Whole private or public address. */
    HostIp: string[];
    /** @description Substring of the host name, case ignored. */
    HostName: string[];
    /** @description `linux`, `windows`, or a substring of the name of the operating system. */
    HostOs: string[];
    /** @description State of the protection. */
    HostProtectStatus: ('closed' | 'opened' | 'protection_exception')[];
    /** @description Power state. */
    HostStatus: ('ACTIVE' | 'SHUTOFF' | 'BUILDING' | 'ERROR')[];
    /** @description A whole label of the server. */
    HostTag: string[];
    /** @description Every server, as without this parameter. */
    Hosts: 'all';
    Id: string;
    /** @description `host` adds `host_name` and `host_ip` to every row. */
    Include: 'host';
    /** @description Where it is installed, in part; case ignored. */
    InstallPath: string;
    /** @description Whether it has the rights of an administrator. */
    IsRoot: boolean;
    /** @description Kind. */
    Kind: ('service' | 'scheduled_task' | 'preloaded_library' | 'run_key' | 'startup_folder' | 'other')[];
    /** @description Maximum number of rows on a page. */
    Limit: number;
    /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
    MaxAge: number;
    /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
    MaxAge2: number;
    /** @description Name of the item, in part; case ignored. */
    Name: string;
    /** @description Name of the software, in part; case ignored. */
    Name2: string;
    /** @description With `forbid`, an incomplete answer is an error. */
    Partial: 'allow' | 'forbid';
    /** @description Path of the item, in part; case ignored. */
    Path: string;
    /** @description Path of the file, in part; case ignored. */
    Path2: string;
    /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
    Plan: 'auto' | 'per-host' | 'by-port' | 'export' | 'snapshot';
    /** @description A port, a range such as `8000-8100`, or a list of these. */
    Port: string[];
    /** @description Path of the executable, in part; case ignored. */
    Process: string;
    /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
    Project: string;
    /** @description Protocol. */
    Protocol: ('tcp' | 'udp')[];
    /** @description User that it runs as. */
    RunUser: string[];
    /** @description Login shell. */
    Shell: string[];
    /** @description Default: a day before `until`. */
    Since: string;
    /** @description Sort by host, host_name, port, status; `-` for descending. */
    Sort: string[];
    /** @description Sort by host, host_name, name, version, scanned_at; `-` for descending. */
    Sort2: string[];
    /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
    StaleIfError: number;
    /** @description Risk level. */
    Status: ('normal' | 'danger' | 'unknown')[];
    /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
    TimeoutMs: number;
    /** @description Timeout in milliseconds. */
    TimeoutMs2: number;
    Type:
      'database' | 'web_cms' | 'web_service' | 'jar_package' | 'web_framework' | 'web_site' | 'kernel_module';
    /** @description Default: now. It is the same time for all pages of a walk. */
    Until: string;
    /** @description Name of the account, in part; case ignored. */
    UserName: string;
    /** @description Version. */
    Version: string[];
  };
  requestBodies: never;
  headers: {
    /** @description Names this request in our logs: your own `X-Request-Id` where it is well formed, else a new one. */
    'X-Request-Id': string;
    /** @description Seconds to wait before the same request makes sense, where that is known. */
    'Retry-After': number;
    /** @description Points that are left to you, `r`, for `t` seconds. */
    RateLimit: string;
    /** @description Points that you may use up, `q`, in `w` seconds. */
    'RateLimit-Policy': string;
    /** @description Of a file as it was made: `bytes`. */
    'Accept-Ranges': 'bytes';
    /** @description Which part of the file this is, or only how long it is where there is no such part. */
    'Content-Range': string;
    /** @description RFC 9530. SHA-256 of the whole file as it was made, whatever part this is. */
    'Repr-Digest': string;
    /** @description RFC 7240. What of `Prefer` was heeded. */
    'Preference-Applied': string;
    /** @description Where to follow it. */
    Location: string;
    /** @description `true` when the order had come before under the same key. */
    'Idempotent-Replayed': 'true';
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getMetrics: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The process in numbers, for Prometheus */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getWhoami: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The caller, its rights, and what is left of its limits */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WhoamiDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getUpstreamState: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description State of the credentials for the vendor */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UpstreamStateDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  refreshUpstreamToken: {
    parameters: {
      query?: never;
      header?: never;
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
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UpstreamStateDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  createTicket: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TicketDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listPorts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, port, status; `-` for descending. */
        sort?: components['parameters']['Sort'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryPorts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listPortHosts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, port, status; `-` for descending. */
        sort?: components['parameters']['Sort'];
      };
      header?: never;
      path: {
        port: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listHostPorts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, port, status; `-` for descending. */
        sort?: components['parameters']['Sort'];
      };
      header?: never;
      path: {
        host_id: components['parameters']['HostId'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getPortSummary: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Members to group by, in this order: one or more of port, protocol, status, exposure, process, host. */
        group_by?: ('port' | 'protocol' | 'status' | 'exposure' | 'process' | 'host')[];
        /** @description Maximum number of groups, those on most hosts first. */
        top?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortCountsPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryPortSummary: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortSummaryQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortCountsPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listHosts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listHostGroups: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostGroupPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getHost: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Greatest age of the list in seconds. 0 reads from the vendor. */
        max_age?: components['parameters']['MaxAge2'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: never;
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
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['HostRow'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listUserAccounts: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the account, in part; case ignored. */
        user_name?: components['parameters']['UserName'];
        /** @description Whether it may log in. */
        can_login?: components['parameters']['CanLogin'];
        /** @description Whether it has the rights of an administrator. */
        is_root?: components['parameters']['IsRoot'];
        /** @description Name of its group. */
        group_name?: components['parameters']['GroupName'];
        /** @description Login shell. */
        shell?: components['parameters']['Shell'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, user_name, scanned_at, first_seen_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryUserAccounts: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['UserQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listAutoLaunchItems: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the item, in part; case ignored. */
        name?: components['parameters']['Name'];
        /** @description Kind. */
        kind?: components['parameters']['Kind'];
        /** @description Path of the item, in part; case ignored. */
        path?: components['parameters']['Path'];
        /** @description User that it runs as. */
        run_user?: components['parameters']['RunUser'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, name, kind_code, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryAutoLaunchItems: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AutoLaunchQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listDatabases: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name2'];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, name, version, scanned_at; `-` for descending. */
        sort?: components['parameters']['Sort2'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatabasePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryDatabases: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DatabaseQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DatabasePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWebCmsApps: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name2'];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, name, version, scanned_at; `-` for descending. */
        sort?: components['parameters']['Sort2'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebCmsPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryWebCmsApps: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebCmsQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebCmsPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWebServices: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the software, in part; case ignored. */
        name?: components['parameters']['Name2'];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, name, version, scanned_at; `-` for descending. */
        sort?: components['parameters']['Sort2'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebServicePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryWebServices: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebServiceQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebServicePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listJarPackages: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the file, in part; case ignored. */
        file_name?: components['parameters']['FileName'];
        /** @description What kind of package. */
        file_type?: components['parameters']['FileType'];
        /** @description Category. */
        package_category?: string[];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path2'];
        /** @description SHA-256 of the file. */
        hash?: components['parameters']['Hash'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, file_name, version, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JarPackagePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryJarPackages: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['JarPackageQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JarPackagePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listPortAssets: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, port, status; `-` for descending. */
        sort?: components['parameters']['Sort'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryPortAssets: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PortQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listProcesses: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Executable, in part; case ignored. */
        process_path?: string;
        /** @description SHA-256 of the executable. */
        hash?: string[];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, process_path, pid, started_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProcessPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryProcesses: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ProcessQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProcessPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWebFrameworks: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the file, in part; case ignored. */
        file_name?: components['parameters']['FileName'];
        /** @description Name without version and suffix, in part; case ignored. */
        name?: string;
        /** @description What kind of package. */
        file_type?: components['parameters']['FileType'];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path2'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, file_name, name, version, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebFrameworkPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryWebFrameworks: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebFrameworkQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebFrameworkPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWebSites: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Domain name, in part; case ignored. */
        domain?: string;
        /** @description Software that serves it, in part; case ignored. */
        app_name?: string;
        /** @description Port it is served on. */
        port?: string[];
        /** @description Whether it is served over HTTPS. */
        is_https?: boolean;
        /** @description Root directory, in part; case ignored. */
        path?: string;
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, domain, port, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebSitePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryWebSites: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WebSiteQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WebSitePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listApps: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the software, in part; case ignored. */
        app_name?: components['parameters']['AppName'];
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, app_name, version, updated_at, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryApps: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AppQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listKernelModules: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the module, in part; case ignored. */
        name?: string;
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Path of the file, in part; case ignored. */
        path?: components['parameters']['Path2'];
        /** @description SHA-256 of the file. */
        hash?: components['parameters']['Hash'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, name, size_bytes, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KernelModulePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryKernelModules: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['KernelModuleQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KernelModulePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listAiComponents: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description With `forbid`, an incomplete answer is an error. */
        partial?: components['parameters']['Partial'];
        /** @description Timeout in milliseconds. Rows that were read by then are returned; the other hosts are failures. */
        timeout_ms?: components['parameters']['TimeoutMs'];
        /** @description Plan to read the rows with. A plan that cannot give exact rows for this query is refused. */
        plan?: components['parameters']['Plan'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Greatest age in seconds of rows that are used when the vendor fails (RFC 5861). Default: 0. */
        stale_if_error?: components['parameters']['StaleIfError'];
        /** @description Whether the summary says why the plan was chosen. */
        explain?: components['parameters']['Explain'];
        /** @description Hosts by id; repeatable or comma-separated. Rows come in this order. Without hosts, the query is about all. */
        host_ids?: components['parameters']['HostIds'];
        /** @description Every server, as without this parameter. */
        hosts?: components['parameters']['Hosts'];
        /** @description Substring of the host name, case ignored. */
        host_name?: components['parameters']['HostName'];
        /** @description Whole private or public address. */
        host_ip?: components['parameters']['HostIp'];
        /** @description Id or whole name of a server group. */
        host_group?: components['parameters']['HostGroup'];
        /** @description `linux`, `windows`, or a substring of the name of the operating system. */
        host_os?: components['parameters']['HostOs'];
        /** @description State of the agent. */
        host_agent_status?: components['parameters']['HostAgentStatus'];
        /** @description State of the protection. */
        host_protect_status?: components['parameters']['HostProtectStatus'];
        /** @description Power state. */
        host_status?: components['parameters']['HostStatus'];
        /** @description A whole label of the server. */
        host_tag?: components['parameters']['HostTag'];
        /** @description Name of the application, in part; case ignored. */
        ai_application?: string;
        /** @description Name of the tool, in part; case ignored. */
        ai_tool?: string;
        /** @description Version. */
        version?: components['parameters']['Version'];
        /** @description Where it is installed, in part; case ignored. */
        install_path?: components['parameters']['InstallPath'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description `host` adds `host_name` and `host_ip` to every row. */
        include?: components['parameters']['Include'];
        /** @description Sort by host, host_name, ai_application, ai_tool, version, scanned_at; `-` for descending. */
        sort?: string[];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AiComponentPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  queryAiComponents: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AiComponentQueryDto'];
      };
    };
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AiComponentPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getAssetCatalogue: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All types: their members, filters, orders and plans */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CatalogueDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listAssetStatistics: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
        /** @description Counts the rows of this server only. */
        host_id?: string;
        /** @description `container` counts rows of containers only; `host`, the default, counts all rows. */
        category?: 'host' | 'container';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TypeCountPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listTopAssets: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: never;
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
          | 'kernel_module'
          | 'ai_component';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TopPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getCollection: {
    parameters: {
      query: {
        /** @description The server whose agent collects. */
        host_id: string;
        /** @description Alias of the project. Default: the configured project. */
        project?: string;
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
        enterprise_project_id?: components['parameters']['EnterpriseProjectId'];
      };
      header?: never;
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
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CollectionDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  startCollection: {
    parameters: {
      query?: never;
      header?: never;
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
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CollectionDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listPortChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
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
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description A port, a range such as `8000-8100`, or a list of these. */
        port?: components['parameters']['Port'];
        /** @description Protocol. */
        protocol?: components['parameters']['Protocol'];
        /** @description Risk level. */
        status?: components['parameters']['Status'];
        /** @description Who can reach it. */
        exposure?: components['parameters']['Exposure'];
        /** @description Path of the executable, in part; case ignored. */
        process?: components['parameters']['Process'];
        /** @description Only rows of hosts, or only rows of containers. Default: all rows that the vendor lists for hosts. */
        category?: components['parameters']['Category'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PortChangePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listUserAccountChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
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
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Name of the account, in part; case ignored. */
        user_name?: components['parameters']['UserName'];
        /** @description Whether it may log in. */
        can_login?: components['parameters']['CanLogin'];
        /** @description Whether it has the rights of an administrator. */
        is_root?: components['parameters']['IsRoot'];
        /** @description Name of its group. */
        group_name?: components['parameters']['GroupName'];
        /** @description Login shell. */
        shell?: components['parameters']['Shell'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['UserChangePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listAutoLaunchItemChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
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
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Name of the item, in part; case ignored. */
        name?: components['parameters']['Name'];
        /** @description Kind. */
        kind?: components['parameters']['Kind'];
        /** @description Path of the item, in part; case ignored. */
        path?: components['parameters']['Path'];
        /** @description User that it runs as. */
        run_user?: components['parameters']['RunUser'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AutoLaunchChangePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listAppChanges: {
    parameters: {
      query?: {
        /** @description Alias of a project, or `*` for all projects that you may see. Default: the configured project. */
        project?: components['parameters']['Project'];
        /** @description Enterprise project id, `0`, or `all_granted_eps`. Default: that of the project. */
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
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Greatest age of the rows in seconds; 0 reads from the vendor. Default: how often the vendor collects the type. */
        max_age?: components['parameters']['MaxAge'];
        /** @description Name of the software, in part; case ignored. */
        app_name?: components['parameters']['AppName'];
        /** @description Version. */
        version?: components['parameters']['Version'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['AppChangePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
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
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Your exports, newest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  createExport: {
    parameters: {
      query?: never;
      header?: {
        'Idempotency-Key'?: string;
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
          Location: components['headers']['Location'];
          'Idempotent-Replayed': components['headers']['Idempotent-Replayed'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
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
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Columns and filters that exports can have */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportCataloguesDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getExport: {
    parameters: {
      query?: never;
      header?: {
        Prefer?: string;
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
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ExportDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  deleteExport: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: components['responses']['Answer204c'];
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getExportFile: {
    parameters: {
      query?: never;
      header?: {
        Range?: string;
        'If-Range'?: string;
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
          'Accept-Ranges': components['headers']['Accept-Ranges'];
          'Repr-Digest': components['headers']['Repr-Digest'];
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description Part of the file. */
      206: {
        headers: {
          'Accept-Ranges': components['headers']['Accept-Ranges'];
          'Repr-Digest': components['headers']['Repr-Digest'];
          'Content-Range': components['headers']['Content-Range'];
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listQueries: {
    parameters: {
      query?: {
        /** @description Queries a page. */
        limit?: number;
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Your background queries, newest first */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BackgroundQueryPageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getQuery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description State of a background query */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BackgroundQueryDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  deleteQuery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      204: components['responses']['Answer204c'];
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listQueryItems: {
    parameters: {
      query?: {
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
      };
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BackgroundItemsDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  followQuery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      204: components['responses']['Answer204'];
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  retryQuery: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        id: components['parameters']['Id'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: {
        headers: {
          Location: components['headers']['Location'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BackgroundQueryDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWatches: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Watches and their state */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WatchListDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  listWatchChanges: {
    parameters: {
      query?: {
        /** @description Changes seen then or later. Default: all. */
        since?: string;
        /** @description Kinds of changes; repeatable or comma-separated. */
        change?: components['parameters']['Change'];
        /** @description Maximum number of rows on a page. */
        limit?: components['parameters']['Limit'];
        /** @description `next_cursor` of the page before. All other parameters but `limit` must stay the same. */
        cursor?: components['parameters']['Cursor'];
        /** @description Timeout in milliseconds. */
        timeout_ms?: components['parameters']['TimeoutMs2'];
      };
      header?: never;
      path: {
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Rows. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['WatchChangePageDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getLiveness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether the process is alive */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LiveDto'];
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getStartup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether the start is over */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StartedDto'];
        };
      };
      400: components['responses']['Problem'];
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id'];
          'Retry-After': components['headers']['Retry-After'];
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['StartedDto'];
        };
      };
      default: components['responses']['Problem'];
    };
  };
  getReadiness: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Whether this process should get requests */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReadyDto'];
        };
      };
      400: components['responses']['Problem'];
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
      default: components['responses']['Problem'];
    };
  };
  listProblems: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All kinds of problems */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
  getProblem: {
    parameters: {
      query?: never;
      header?: never;
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
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      400: components['responses']['Problem'];
      default: components['responses']['Problem'];
    };
  };
}
