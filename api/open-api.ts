import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from './app-type.ts';
import { door } from './doors.ts';

const description = `Award years, proposals, council sessions, decisions and submissions of Vietnamese public bodies.

A command is written down before anything is done about it; repeating one with the same Idempotency-Key is always safe.
Whoever was named as a deputy sends the header Acting-For with the id of the person they stand in for, on any call.
Every no is a problem document (RFC 9457) with a code of the closed list at [/problems](/problems).`;

/** The contract, made from the schemas beside the routes; the pages work without the internet. */
export async function describeApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Vinh Danh', version: '1', description },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  app.get('/openapi.json', { ...door('everyone'), schema: { hide: true } }, async () => app.swagger());
}
