import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigFault, isEmbedded, readConfig } from '../../infra/config.ts';
import { checkout } from './running.ts';

test('nothing has to be configured', () => {
  expect(readConfig({ PATH: '/usr/bin', HOME: '/root' })).toEqual({
    databaseUrl: undefined,
    temporalAddress: undefined,
    temporalNamespace: 'default',
    smtpUrl: undefined,
    apiPort: 0,
    apiHost: '127.0.0.1',
    dataDir: join(checkout, '.vinh-danh'),
    logLevel: 'info',
  });
});

test('everything can be configured', () => {
  const config = readConfig({
    DATABASE_URL: 'postgresql://award:secret@db:5432/award?sslmode=require',
    TEMPORAL_ADDRESS: 'temporal.internal:7233',
    TEMPORAL_NAMESPACE: 'awards',
    SMTP_URL: 'smtps://mail.example.vn',
    VINHDANH_API_PORT: '8080',
    VINHDANH_API_HOST: '0.0.0.0',
    VINHDANH_DATA_DIR: '/srv/vinh-danh',
    VINHDANH_LOG_LEVEL: 'debug',
  });
  expect(config).toEqual({
    databaseUrl: 'postgresql://award:secret@db:5432/award?sslmode=require',
    temporalAddress: 'temporal.internal:7233',
    temporalNamespace: 'awards',
    smtpUrl: 'smtps://mail.example.vn',
    apiPort: 8080,
    apiHost: '0.0.0.0',
    dataDir: '/srv/vinh-danh',
    logLevel: 'debug',
  });
});

test('every fault is told at once, with what would be right, and no value is repeated', () => {
  const read = () =>
    readConfig({
      DATABASE_URL: 'mysql://award:secret@db/award',
      TEMPORAL_ADDRESS: 'temporal',
      SMTP_URL: 'mail.example.vn',
      VINHDANH_API_PORT: '70000',
      VINHDANH_LOG_LEVEL: 'loud',
      VINHDANH_APIPORT: '80',
    });
  expect(read).toThrow(ConfigFault);
  expect(read).toThrow(
    new ConfigFault(`The configuration is wrong:
- DATABASE_URL must look like postgres://user:password@host:5432/database
- TEMPORAL_ADDRESS must look like host:7233
- SMTP_URL must look like smtp://user:password@host:587
- VINHDANH_API_PORT must be a port number from 0 to 65535, where 0 means any free one
- VINHDANH_LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent
- VINHDANH_APIPORT is not a variable of this product, which has VINHDANH_API_PORT, VINHDANH_API_HOST, VINHDANH_DATA_DIR, VINHDANH_LOG_LEVEL`),
  );
});

test('an empty variable counts as absent', () => {
  expect(readConfig({ DATABASE_URL: '', VINHDANH_API_PORT: '' })).toEqual(readConfig({}));
});

test('the stack is embedded only when neither the database nor Temporal is given', () => {
  expect(isEmbedded(readConfig({ SMTP_URL: 'smtp://mail' }))).toBe(true);
  expect(isEmbedded(readConfig({ DATABASE_URL: 'postgres://db/award' }))).toBe(false);
  expect(isEmbedded(readConfig({ TEMPORAL_ADDRESS: 'temporal:7233' }))).toBe(false);
});
