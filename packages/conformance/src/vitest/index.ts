/** The kit as tests of vitest. */
export { type ChatConformanceOptions, describeChatConformance } from './describe-chat-conformance.ts';
export { type ClaimStoreOptions, describeClaimStore } from './describe-claim-store.ts';
export { type ConformanceOptions, describeConformance } from './describe-conformance.ts';
export { describePacer, type PacerOptions } from './describe-pacer.ts';
export { type DescribeTransportOptions, describeTransport } from './describe-transport.ts';
export { describeWebhookSource, type WebhookSourceOptions } from './describe-webhook-source.ts';
