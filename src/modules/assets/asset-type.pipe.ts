import { Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from '../../platform/problem/problem.js';
import { ASSET_PROFILES } from '../../upstream/hss/assets/catalogue.js';
import { ASSET_TYPES, type AssetProfile } from '../../upstream/hss/assets/descriptor.js';

/** A type in a path as what is known of it. @throws Problem `not-found`. */
@Injectable()
export class AssetTypePipe implements PipeTransform<unknown, AssetProfile> {
  transform(value: unknown): AssetProfile {
    const found = ASSET_PROFILES.find(({ type }) => type === value);
    if (found !== undefined) return found;
    throw new Problem('not-found', `There is no such type; there are ${ASSET_TYPES.join(', ')}`);
  }
}
