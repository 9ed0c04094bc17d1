import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { PortViewsController } from './port-views.controller.js';
import { PortsController } from './ports.controller.js';

/** Open ports: rows and counts. */
@Module({
  imports: [RestModule],
  controllers: [PortsController, PortViewsController],
})
export class PortsModule {}
