import type { VendorRequest } from '../http/vendor-request.ts';
import type { JsonObject } from '../vendor.ts';
import type { WindowLimit } from '../world/bounded/sliding-window.ts';
import { type Body, type Fields, readFields, type ValuesOf } from './fields.ts';

/** A call that passed what stands before every command. */
export interface Call {
  readonly request: VendorRequest;
  /** Of a POST the parsed body, of a GET its query. */
  readonly body: Body;
  /** Who calls, by name: an administrator, or an app. */
  readonly caller: string;
  /** When the call came, by the emulator's clock, in milliseconds. */
  readonly now: number;
}

/** How often something may be called. */
export interface Rate extends WindowLimit {
  /** The code above it. */
  readonly code: number;
  readonly text?: string;
  /** What it is counted by; the command's name when absent. */
  key?(request: VendorRequest): string;
}

/** What a reply has beside the envelope, or over it. */
export type Payload = JsonObject | Promise<JsonObject>;

/** One command of a vendor's server API. */
export interface Command {
  /** As faults and the request log name it: ZIM's `Action`, Tencent IM's path without the first slash. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** A call is counted in all of them, or, when it goes beyond one, in none. */
  readonly rates: readonly Rate[];
  /** The names of the fields. */
  readonly fields: readonly string[];
  /** The code for a body that is no JSON object. */
  readonly bodyCode: number;
  /** The code for a field of another name, where the reading is that such are refused. */
  readonly unknownFieldCode: number;
  /** True where the reply has a list of failed users, so that a fault for one recipient can stand there. */
  readonly perUser: boolean;
  /**
   * Does it.
   * @throws Refusal for everything that is answered with a code
   */
  run(call: Call): Payload;
}

/** A command as a vendor's folder writes it: with its fields, whose values it gets. */
export interface CommandSpec<Shape extends Fields> extends Omit<Command, 'fields' | 'run'> {
  readonly fields: Shape;
  run(values: ValuesOf<Shape>, call: Call): Payload;
}

/** The one way to define a command. */
export function defineCommand<Shape extends Fields>({ fields, run, ...rest }: CommandSpec<Shape>): Command {
  return {
    ...rest,
    fields: Object.keys(fields),
    run: (call) => run(readFields(call.body, fields), call),
  };
}
