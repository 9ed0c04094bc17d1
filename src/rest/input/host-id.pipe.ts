import { Injectable, type PipeTransform } from '@nestjs/common';
import { invalidRequest } from '../../platform/problem/problem.js';
import { HOST_ID_RULE, isHostId } from './input-rules.js';

/** Checks a host id from the path. @throws Problem `invalid-request`. */
@Injectable()
export class HostIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!isHostId(value)) throw invalidRequest([{ parameter: 'host_id', detail: HOST_ID_RULE }]);
    return value;
  }
}
