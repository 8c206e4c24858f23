import { type Attributes, context, SpanKind } from '@opentelemetry/api';
import type { CallTrace, OperationKind } from '@polychat/core';
import type { Instruments } from './instruments.ts';
import { attributes } from './names.ts';
import { Operation, systemOf } from './operation.ts';
import type { SendOperation, Telemetry } from './send-operation.ts';

/** Operations whose calls send no message. */
const carryNoMessages: readonly OperationKind[] = ['users', 'verify', 'recall', 'edit', 'find'];

/** One vendor call, with its waits and repeats: an operation of the conventions for messaging. */
export class CallOperation extends Operation<CallTrace> {
  readonly #about: Attributes;
  readonly #instruments: Instruments;
  readonly #isMessages: boolean;
  readonly #count: number;

  constructor(call: CallTrace, send: SendOperation | undefined, { tracer, instruments }: Telemetry) {
    const { endpoint, chat, host, sendId, callId, purpose, count } = call;
    const isMessages = purpose === 'send' && !(send && carryNoMessages.includes(send.kind));
    const about = {
      ...systemOf(call),
      ...serverOf(host),
      [attributes.operationName]: endpoint,
      ...(isMessages ? { [attributes.operationType]: 'send' } : {}),
    };
    // A stream goes on when its reader asks, whose context is another; its calls still belong to it.
    const parent = send?.context ?? context.active();
    const span = tracer.startSpan(
      `${endpoint} ${chat}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          ...about,
          [attributes.sendId]: sendId,
          [attributes.callId]: callId,
          [attributes.purpose]: purpose,
          ...(isMessages && count > 1 ? { [attributes.batchSize]: count } : {}),
        },
      },
      parent,
    );
    super(span, parent);
    this.#about = about;
    this.#instruments = instruments;
    this.#isMessages = isMessages;
    this.#count = count;
  }

  override end(call: CallTrace): void {
    const { attempt, problem, effect, waitedMs = 0, accepted = 0, failed = 0, unconfirmed = 0 } = call;
    const { operationDuration, sentMessages, wait, repeats } = this.#instruments;
    const about = problem === undefined ? this.#about : { ...this.#about, [attributes.errorType]: problem };
    const isSent = effect !== 'not_sent' || accepted + unconfirmed > 0;
    operationDuration.record(this.seconds, about);
    if (this.#isMessages && isSent) sentMessages.add(this.#count, about);
    wait.record(waitedMs / 1_000, this.#about);
    if (attempt > 1) repeats.add(attempt - 1, about);
    this.endSpan(
      {
        [attributes.attempts]: attempt,
        [attributes.wait]: waitedMs / 1_000,
        [attributes.accepted]: accepted,
        [attributes.failed]: failed,
        [attributes.unconfirmed]: unconfirmed,
        ...(effect === undefined ? {} : { [attributes.effect]: effect }),
      },
      problem,
    );
  }
}

/** A host is that of an adapter's options, and the same in all of a chat's calls: of an address nothing else is told. */
function serverOf(host: string): Attributes {
  const [, address = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  return {
    [attributes.serverAddress]: address,
    ...(port === undefined ? {} : { [attributes.serverPort]: Number(port) }),
  };
}
