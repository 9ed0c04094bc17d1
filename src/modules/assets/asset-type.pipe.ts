import { Injectable, type PipeTransform } from '@nestjs/common';
import { Problem } from '../../platform/problem/problem.js';
import { ASSET_PROFILES } from '../../upstream/hss/assets/catalogue.js';
import { ASSET_TYPES, type AssetProfile } from '../../upstream/hss/assets/descriptor.js';

/** Turns the name of a type in a path into its profile. @throws Problem `not-found`. */
@Injectable()
export class AssetTypePipe implements PipeTransform<unknown, AssetProfile> {
  transform(value: unknown): AssetProfile {
    const found = ASSET_PROFILES.find(({ type }) => type === value);
    if (found !== undefined) return found;
    throw new Problem('not-found', `There is no such type. The types are ${ASSET_TYPES.join(', ')}`);
  }
}
