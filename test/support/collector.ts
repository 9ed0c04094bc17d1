import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as a collector gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  /** Spans of other traces that it belongs to. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** 1 internal, 2 server, 3 client, 5 consumer. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** 2: it failed. */
  readonly status: number;
  readonly startedAt: bigint;
  readonly endedAt: bigint;
}

export interface Collector {
  readonly url: string;
  readonly spans: CollectedSpan[];
  /** What the service says of itself. */
  readonly resource: Record<string, unknown>;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: {
    stringValue?: string;
    intValue?: string | number;
    boolValue?: boolean;
    doubleValue?: number;
  };
}

interface Delivery {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly name: string;
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly kind: number;
        readonly attributes: readonly Attribute[];
        readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
        readonly status: { readonly code: number };
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
      }[];
    }[];
  }[];
}

/** A small collector of OpenTelemetry: takes OTLP as JSON over HTTP and keeps the spans. */
export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const resource: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' });
      response.end('{}');
      if (request.url !== '/v1/traces') return;
      const { resourceSpans } = JSON.parse(Buffer.concat(pieces).toString()) as Delivery;
      for (const each of resourceSpans) {
        Object.assign(resource, valuesOf(each.resource.attributes));
        for (const { spans: sent } of each.scopeSpans)
          for (const {
            attributes,
            status,
            parentSpanId = '',
            links = [],
            startTimeUnixNano,
            endTimeUnixNano,
            ...span
          } of sent)
            spans.push({
              ...span,
              parentSpanId,
              links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
              attributes: valuesOf(attributes),
              status: status.code,
              startedAt: BigInt(startTimeUnixNano),
              endedAt: BigInt(endTimeUnixNano),
            });
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    resource,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function valuesOf(attributes: readonly Attribute[]): Record<string, string | number | boolean> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { stringValue, intValue, boolValue, doubleValue } = value;
      return [key, stringValue ?? boolValue ?? doubleValue ?? Number(intValue)];
    }),
  );
}
