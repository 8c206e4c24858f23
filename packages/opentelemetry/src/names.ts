/**
 * The version of OpenTelemetry's semantic conventions that names and values follow. Those for messaging are still in
 * development, so a later version of this package may follow others.
 */
export const semanticConventionsVersion = '1.45.0';

/** Of the conventions; and below them what the conventions have no name for. */
export const attributes = {
  system: 'messaging.system',
  operationName: 'messaging.operation.name',
  operationType: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  batchSize: 'messaging.batch.message_count',
  errorType: 'error.type',
  serverAddress: 'server.address',
  serverPort: 'server.port',

  sendId: 'polychat.send.id',
  callId: 'polychat.call.id',
  correlationId: 'polychat.correlation.id',
  purpose: 'polychat.call.purpose',
  attempts: 'polychat.call.attempts',
  /** In seconds. */
  wait: 'polychat.call.wait',
  effect: 'polychat.effect',
  accepted: 'polychat.accepted',
  failed: 'polychat.failed',
  unconfirmed: 'polychat.unconfirmed',
  outcome: 'polychat.outcome',
} as const;

/** As above. */
export const metricNames = {
  operationDuration: 'messaging.client.operation.duration',
  sentMessages: 'messaging.client.sent.messages',

  sendDuration: 'polychat.send.duration',
  sendOutcomes: 'polychat.send.outcomes',
  wait: 'polychat.call.wait',
  repeats: 'polychat.call.repeats',
} as const;
