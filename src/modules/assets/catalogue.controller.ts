import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../platform/http/admission/access.js';
import { ApiProblems, CALLER_PROBLEMS } from '../../platform/openapi/api-problems.js';
import { InputPipe, NoParamsDto } from '../../rest/input/input.pipe.js';
import { CatalogueDto } from './catalogue.dto.js';
import { CATALOGUE } from './catalogue.js';

/** What each asset type has, and how it can be queried. */
@ApiTags('assets')
@RequireScope('assets:read')
@Controller('v1/assets')
export class CatalogueController {
  @Get()
  @ApiOperation({
    operationId: 'getAssetCatalogue',
    summary: 'All types: their members, filters, orders and plans',
  })
  @ApiOkResponse({ type: CatalogueDto })
  @ApiProblems('invalid-request', ...CALLER_PROBLEMS)
  catalogue(@Query(new InputPipe(NoParamsDto, 'query')) _params: NoParamsDto): CatalogueDto {
    return { items: [...CATALOGUE] };
  }
}
