export type { UndiciTransportOptions } from './options.ts';
export { createUndiciTransport } from './undici-transport.ts';
