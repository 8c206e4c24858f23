import { type Link, type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import type { SendEvent } from '@polychat/core';
import { CallOperation } from './call-operation.ts';
import { follow } from './channel.ts';
import { createInstruments } from './instruments.ts';
import { semanticConventionsVersion } from './names.ts';
import { SendOperation, type Telemetry } from './send-operation.ts';

/** The options of `enableOpenTelemetry`. */
export interface OpenTelemetryOptions {
  /** Where spans go. Default: the global provider. */
  readonly tracerProvider?: TracerProvider;
  /** Where metrics go. Default: the global provider, as it is when this is called. */
  readonly meterProvider?: MeterProvider;
  /**
   * Links of the span of a send, such as to the jobs or events that its messages come from. Default: none. Called when
   * the send begins; what it throws is dropped, and the links with it.
   */
  readonly links?: (send: SendEvent) => readonly Link[];
}

const name = '@polychat/opentelemetry';

/**
 * Makes spans and metrics of the sends and vendor calls of all chats in this process, from now on. Returns what ends
 * that. User ids, messages and what vendors say are in none of them.
 */
export function enableOpenTelemetry(options: OpenTelemetryOptions = {}): () => void {
  const { tracerProvider = trace, meterProvider = metrics, links } = options;
  const schemaUrl = `https://opentelemetry.io/schemas/${semanticConventionsVersion}`;
  const telemetry: Telemetry = {
    tracer: tracerProvider.getTracer(name, undefined, { schemaUrl }),
    instruments: createInstruments(meterProvider.getMeter(name, undefined, { schemaUrl })),
    links: links && ((send) => linksOf(links, send)),
  };
  const sends = new Map<string, SendOperation>();
  const stops = [
    follow('polychat:send', (send) => {
      const operation = new SendOperation(send, telemetry, () => sends.delete(send.sendId));
      sends.set(send.sendId, operation);
      return operation;
    }),
    follow('polychat:call', (call) => new CallOperation(call, sends.get(call.sendId), telemetry)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function linksOf(links: NonNullable<OpenTelemetryOptions['links']>, send: SendEvent): readonly Link[] {
  try {
    return links(send);
  } catch {
    return [];
  }
}
