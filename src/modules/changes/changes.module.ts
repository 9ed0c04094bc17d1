import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { CHANGE_CONTROLLERS } from './change-controllers.js';
import { ChangesService } from './changes.service.js';
import { PortComparison } from './port-comparison.js';

/** Changes of ports, and of the asset types that have a history. */
@Module({
  imports: [RestModule],
  controllers: [...CHANGE_CONTROLLERS],
  providers: [ChangesService, PortComparison],
})
export class ChangesModule {}
