import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { HostsController } from './hosts.controller.js';
import { HostsService } from './hosts.service.js';

/** The servers of the fleet, and their groups. */
@Module({
  imports: [RestModule],
  controllers: [HostsController],
  providers: [HostsService],
})
export class HostsModule {}
