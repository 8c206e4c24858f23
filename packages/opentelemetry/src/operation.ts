import { type Attributes, type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { attributes } from './names.ts';

/** A span and its context, from the start of a send or a call to its end. */
export abstract class Operation<Ended> {
  /** With the span of this operation as the active one. */
  readonly context: Context;
  protected readonly span: Span;
  readonly #startedAt = performance.now();
  #token: { dispose(): void } | undefined;

  constructor(span: Span, parent: Context) {
    this.span = span;
    this.context = trace.setSpan(parent, span);
  }

  /** Makes its span the active one for what is started now, such as the spans of HTTP requests. */
  enter(): void {
    // Since version 1.10 of the API. Before, spans of others have the parent that they would have without us.
    this.#token = context.attach?.(this.context);
  }

  leave(): void {
    this.#token?.dispose();
    this.#token = undefined;
  }

  /** Ends the span, and records the metrics. */
  abstract end(ended: Ended): void;

  protected get seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  protected endSpan(more: Attributes, errorType: string | undefined): void {
    this.span.setAttributes(more);
    if (errorType !== undefined) {
      this.span.setAttribute(attributes.errorType, errorType);
      // Without a description: whatever could stand there is in the attributes.
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.span.end();
  }
}

/** What all of a chat's spans and metrics say of it. */
export function systemOf({ vendor, chat }: { readonly vendor: string; readonly chat: string }): Attributes {
  return { [attributes.system]: vendor, [attributes.destination]: chat };
}
