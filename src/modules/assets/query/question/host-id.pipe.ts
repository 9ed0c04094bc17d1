import { Injectable, type PipeTransform } from '@nestjs/common';
import { invalidRequest } from '../../../../platform/problem/problem.js';
import { hostIdFaults } from './input-rules.js';

/** A host id from the path. @throws Problem `invalid-request`. */
@Injectable()
export class HostIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    const [fault] = hostIdFaults([value], '');
    if (fault !== undefined) throw invalidRequest([{ parameter: 'host_id', detail: fault.detail }]);
    return value;
  }
}
