import { Module } from '@nestjs/common';
import { RestModule } from '../../rest/rest.module.js';
import { ASSET_CONTROLLERS } from './asset-controllers.js';
import { CatalogueController } from './catalogue.controller.js';
import { CollectController } from './collect.controller.js';
import { StatisticsController } from './statistics.controller.js';
import { StatisticsService } from './statistics.service.js';

/** Rows of every asset type, the catalogue of types, statistics, and collection on request. */
@Module({
  imports: [RestModule],
  controllers: [...ASSET_CONTROLLERS, CatalogueController, StatisticsController, CollectController],
  providers: [StatisticsService],
})
export class AssetsModule {}
