import { Module } from '@nestjs/common';
import { QueryModule } from '../query/query.module.js';
import { ListAnswers } from './answers/list-answer.js';
import { AssetQueries } from './asset-queries.js';
import { QueryClock } from './query-clock.js';
import { RowAnswers } from './row-answers.js';

/** How questions come in over HTTP and answers go out; the engine comes along. */
@Module({
  imports: [QueryModule],
  providers: [QueryClock, ListAnswers, AssetQueries, RowAnswers],
  exports: [QueryModule, QueryClock, ListAnswers, AssetQueries, RowAnswers],
})
export class RestModule {}
