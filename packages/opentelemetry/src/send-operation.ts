import { type Attributes, context, type Link, SpanKind, type Tracer } from '@opentelemetry/api';
import type { OperationKind, SendEvent, SendTrace } from '@polychat/core';
import type { Instruments } from './instruments.ts';
import { attributes } from './names.ts';
import { Operation, systemOf } from './operation.ts';

/** What a send of each kind is called. */
const operationNames: Readonly<Record<OperationKind, string>> = {
  direct: 'send',
  audience: 'broadcast',
  group: 'send_to_group',
  room: 'send_to_room',
  users: 'register_users',
  verify: 'verify',
  recall: 'recall',
  edit: 'edit',
  find: 'find',
};

/** What both kinds of operation need. */
export interface Telemetry {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly links: ((send: SendEvent) => readonly Link[]) | undefined;
}

/**
 * One send: what the application asked for. Its calls are the operations of the conventions; so its span is internal, and
 * nobody counts a message twice.
 */
export class SendOperation extends Operation<SendTrace & { readonly error?: unknown }> {
  readonly kind: OperationKind;
  readonly #about: Attributes;
  readonly #instruments: Instruments;
  readonly #onEnd: () => void;

  constructor(send: SendTrace, { tracer, instruments, links }: Telemetry, onEnd: () => void) {
    const { operation, chat, sendId, correlationId } = send;
    const name = operationNames[operation];
    const about = { ...systemOf(send), [attributes.operationName]: name };
    const parent = context.active();
    const span = tracer.startSpan(
      `${name} ${chat}`,
      {
        kind: SpanKind.INTERNAL,
        links: [...(links?.(send) ?? [])],
        attributes: {
          ...about,
          [attributes.sendId]: sendId,
          ...(correlationId === undefined ? {} : { [attributes.correlationId]: correlationId }),
        },
      },
      parent,
    );
    super(span, parent);
    this.kind = operation;
    this.#about = about;
    this.#instruments = instruments;
    this.#onEnd = onEnd;
  }

  override end({
    accepted = 0,
    failed = 0,
    unconfirmed = 0,
    error,
  }: SendTrace & { readonly error?: unknown }): void {
    this.#onEnd();
    const isInVain = accepted === 0 && failed + unconfirmed > 0;
    const unsuccessful = unconfirmed > 0 ? 'unconfirmed' : 'failed';
    const errorType = error === undefined ? (isInVain ? unsuccessful : undefined) : '_OTHER';
    this.#instruments.sendDuration.record(this.seconds, {
      ...this.#about,
      ...(errorType === undefined ? {} : { [attributes.errorType]: errorType }),
    });
    for (const [outcome, count] of Object.entries({ accepted, failed, unconfirmed })) {
      if (count > 0)
        this.#instruments.sendOutcomes.add(count, { ...this.#about, [attributes.outcome]: outcome });
    }
    this.endSpan(
      {
        [attributes.accepted]: accepted,
        [attributes.failed]: failed,
        [attributes.unconfirmed]: unconfirmed,
      },
      errorType,
    );
  }
}
