export { senders } from './senders.ts';
