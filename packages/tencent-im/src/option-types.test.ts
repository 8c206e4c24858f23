import { expectTypeOf, test } from 'vitest';
import type { CheckedOptions, CommandChoice } from './options.ts';
import type { CheckedFields, SendMsgControl } from './vendor-fields.ts';

// The types are written by hand; the schemas must take no less and no more.
test('every command that can be chosen is one that the options take', () => {
  expectTypeOf<CheckedOptions['command']>().toEqualTypeOf<CommandChoice>();
});

test('every SendMsgControl is one that a message takes', () => {
  expectTypeOf<NonNullable<CheckedFields['sendMsgControl']>[number]>().toEqualTypeOf<SendMsgControl>();
});
