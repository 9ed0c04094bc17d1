import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { ASSET_CONTROLLERS } from './asset-controllers.js';
import { CollectController } from './collect.controller.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';

/** Rows of every asset type, the catalogue of the types, and collection by hand. */
@Module({
  imports: [RestModule],
  controllers: [...ASSET_CONTROLLERS, OverviewController, CollectController],
  providers: [OverviewService],
})
export class AssetsModule {}
