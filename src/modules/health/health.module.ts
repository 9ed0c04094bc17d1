import { Module } from '@nestjs/common';
import { ProblemsController } from '../../platform/problem/problems.controller.js';
import { HealthController } from './health.controller.js';

/** What operators and load balancers ask. */
@Module({ controllers: [HealthController, ProblemsController] })
export class HealthModule {}
