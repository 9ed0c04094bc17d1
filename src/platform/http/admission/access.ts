import 'reflect-metadata';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Scope } from '../../config/config.js';
import { routeOf } from '../rules/route-of.js';

/** What a route demands of its caller. A route that says nothing is refused to everybody, and a test finds it. */
export type Access =
  | { readonly kind: 'public'; readonly identifies?: boolean }
  | { readonly kind: 'scopes'; readonly anyOf: readonly Scope[] }
  | { readonly kind: 'known' };

/** Carries the demand into the OpenAPI document, where it becomes the operation's `security`. */
export const ACCESS_EXTENSION = 'x-access';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
    /** Whether a ticket in the URL opens its event stream. */
    readonly tickets?: boolean;
  }
}

/** What the route that a request goes to demands; undefined when it declares nothing. */
export function accessOf(request: FastifyRequest): Access | undefined {
  return routeOf(request).access;
}

/** Whether the route that a request goes to lets tickets in. */
export function takesTickets(request: FastifyRequest): boolean {
  return routeOf(request).tickets === true;
}

/** A ticket in the URL opens the event stream of this call. Beside what else is declared of it, in any order. */
export const TakesTickets = (): MethodDecorator => (_target, _key, descriptor) => {
  const method = descriptor.value as object;
  const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as
    FastifyContextConfig | undefined;
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, tickets: true }, method);
};

/** Anybody may call, without a key. */
export const Public = (): MethodDecorator & ClassDecorator => declare({ kind: 'public' });

/** Anybody may call without a key; whoever sends one is identified, so that the answer may depend on it. */
export const PublicOrKnown = (): MethodDecorator & ClassDecorator =>
  declare({ kind: 'public', identifies: true });

/** Any caller with a valid key or token may call. */
export const AnyCaller = (): MethodDecorator & ClassDecorator => declare({ kind: 'known' });

/** Callers that hold one of these scopes may call. */
export const RequireScope = (...anyOf: Scope[]): MethodDecorator & ClassDecorator =>
  declare({ kind: 'scopes', anyOf });

/**
 * Writes the demand into the configuration of the server's route, where the gate reads it before anything of the body
 * is read. On a class it holds for the methods that declare nothing themselves (their decorators have run by then).
 */
function declare(access: Access): MethodDecorator & ClassDecorator {
  const decorate = (target: object, _key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    if (descriptor !== undefined) {
      stamp(descriptor, access);
      return;
    }
    const { prototype } = target as { prototype: object };
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name !== 'constructor' && typeof own.value === 'function') stamp(own, access);
    }
  };
  return decorate;
}

function stamp(descriptor: PropertyDescriptor, access: Access): void {
  const method = descriptor.value as object;
  const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as
    FastifyContextConfig | undefined;
  if (config?.access !== undefined) return;
  Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, { ...config, access }, method);
  ApiExtension(ACCESS_EXTENSION, access)({}, '', descriptor);
}
