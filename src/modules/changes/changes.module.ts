import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { CHANGE_CONTROLLERS } from './change-controllers.js';
import { ChangesService } from './changes.service.js';
import { PortChangesController } from './port-changes.controller.js';
import { PortChangesService } from './port-changes.service.js';

/** Changes of ports, and of the asset types that have a history. */
@Module({
  imports: [RestModule],
  controllers: [PortChangesController, ...CHANGE_CONTROLLERS],
  providers: [ChangesService, PortChangesService],
})
export class ChangesModule {}
