import { Module } from '@nestjs/common';
import { QueryModule } from '../query/query.module.js';
import { KeptAnswers } from './answers/kept-answers.js';
import { ListAnswers } from './answers/list-answer.js';
import { AssetQueries } from './asset-queries.js';
import { QueryClock } from './query-clock.js';
import { RowAnswers } from './row-answers.js';

/** Provides what turns HTTP requests into queries and results into HTTP answers. Exports the engine's module too. */
@Module({
  imports: [QueryModule],
  providers: [
    { provide: KeptAnswers, useFactory: () => new KeptAnswers() },
    QueryClock,
    ListAnswers,
    AssetQueries,
    RowAnswers,
  ],
  exports: [KeptAnswers, QueryModule, QueryClock, ListAnswers, AssetQueries, RowAnswers],
})
export class RestModule {}
