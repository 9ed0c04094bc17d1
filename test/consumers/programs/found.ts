/** What each program has to read through its client, with the types that the generator made from the document. */
export interface Found {
  /** Ports of the rows of `listPorts`. */
  readonly ports: number[];
  /** Hosts of the rows of `queryPorts`. */
  readonly hosts: string[];
  /** Process ids among them; null where the vendor does not say. */
  readonly pids: (number | null)[];
  /** Whether the answer of `queryPorts` was complete. */
  readonly complete: boolean;
  /** Id and state of the export that `createExport` ordered. */
  readonly exportId: string;
  readonly exportStatus: string;
}

/** Where the service is and who asks. */
export interface Access {
  readonly url: string;
  readonly key: string;
}
