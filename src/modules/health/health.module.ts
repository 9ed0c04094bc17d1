import { Module } from '@nestjs/common';
import { ProblemsController } from '../../platform/problem/problems.controller.js';
import { HealthController } from './health.controller.js';

/** Calls for operators and load balancers, and the pages that explain problems. */
@Module({ controllers: [HealthController, ProblemsController] })
export class HealthModule {}
