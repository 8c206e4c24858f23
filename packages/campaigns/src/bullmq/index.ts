/** The engine over a queue of BullMQ. */
export { type BullmqEngineOptions, createBullmqEngine } from './bullmq-engine.ts';
