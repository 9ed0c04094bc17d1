import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';

const seriesOf = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('Metrics', () => {
  it('stay under 1 000 series whatever is counted', async () => {
    const metrics = new Metrics();
    const ages = new Map(Array.from({ length: 500 }, (_, at) => [`watch-${at}`, at]));
    metrics.watches.watchAges(() => Promise.resolve(ages));
    for (let at = 0; at < 5_000; at++) {
      metrics.work.hostFailed(`project-${at % 100}`, `code-${at}`);
      metrics.httpAnswered(`GET /v1/a-bug/${at}`, 200 + (at % 300), 0.01);
      metrics.upstream.exchange({
        endpoint: `GET /v5/a-bug/${at}`,
        faultKind: at % 2 === 0 ? undefined : 'timeout',
        elapsedMs: 10,
      });
    }
    const text = await metrics.registry.metrics();
    expect(seriesOf(text).length).toBeLessThan(1_000);
    expect(text).toContain('portolan_http_requests_total{route="other",status="other"}');
    expect(text).toContain('portolan_upstream_exchanges_total{endpoint="other",outcome="other"}');
  });

  it('count by route and status, endpoint and outcome', async () => {
    const metrics = new Metrics();
    metrics.httpAnswered('GET /v1/ports', 200, 0.3);
    metrics.httpAnswered('GET /v1/ports', 200, 0.6);
    metrics.httpAnswered('GET /v1/ports', 429, 0.001);
    metrics.upstream.exchange({ endpoint: 'GET /v5/x', faultKind: 'throttled', elapsedMs: 100 });
    metrics.tokenEvent('issued');
    const text = await metrics.registry.metrics();
    for (const line of [
      'portolan_http_requests_total{route="GET /v1/ports",status="200"} 2',
      'portolan_http_requests_total{route="GET /v1/ports",status="429"} 1',
      'portolan_http_request_duration_seconds_bucket{le="0.5",route="GET /v1/ports"} 2',
      'portolan_upstream_exchanges_total{endpoint="GET /v5/x",outcome="throttled"} 1',
      'portolan_upstream_exchange_duration_seconds_count{ok="false"} 1',
      'portolan_token_events_total{event="issued"} 1',
    ]) {
      expect(text).toContain(line);
    }
  });
});
