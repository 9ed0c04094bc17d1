import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../http/admission/access.js';
import { ApiProblems, CALLER_PROBLEMS } from '../openapi/api-problems.js';
import { Metrics } from './metrics.js';

/** The process in numbers, for Prometheus. */
@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @RequireScope('admin')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'The process in numbers, for Prometheus',
    description: 'Needs no key where the operator made it public.',
  })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems('not-found', ...CALLER_PROBLEMS)
  text(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
