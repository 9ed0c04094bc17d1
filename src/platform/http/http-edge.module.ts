import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { ManagementPort } from './management/management-port.js';
import { RouteTable } from './rules/route-table.js';

/** What the server knows of itself. */
@Global()
@Module({
  providers: [
    RouteTable,
    {
      provide: ManagementPort,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new ManagementPort(config),
    },
  ],
  exports: [RouteTable, ManagementPort],
})
export class HttpEdgeModule {}
