import { Global, Module } from '@nestjs/common';
import { RouteTable } from './rules/route-table.js';

/** What the server knows of itself. */
@Global()
@Module({ providers: [RouteTable], exports: [RouteTable] })
export class HttpEdgeModule {}
