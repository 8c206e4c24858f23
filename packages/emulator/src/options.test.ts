import { expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import type { FaultRule } from './http/faults/fault-rule.ts';
import type { faultRuleSchema } from './http/faults/fault-schema.ts';
import type { EmulatorOptions } from './options.ts';
import type { emulatorOptionsSchema } from './options-schema.ts';
import type { TencentImGroupSeed } from './tencent-im/options.ts';
import type { groupSchema } from './tencent-im/options-schema.ts';

type ReadonlyThroughout<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyThroughout<T[Key]> } : T;

// The types are written by hand, for their comments and their names; the schemas must take the same values.
test('the options as typed are those that the schema takes', () => {
  expectTypeOf<EmulatorOptions>().toEqualTypeOf<ReadonlyThroughout<z.input<typeof emulatorOptionsSchema>>>();
});

test('a fault rule as typed is one that the schema takes', () => {
  expectTypeOf<FaultRule>().toEqualTypeOf<ReadonlyThroughout<z.input<typeof faultRuleSchema>>>();
});

test('a group as typed is one that the schema takes', () => {
  expectTypeOf<TencentImGroupSeed>().toEqualTypeOf<ReadonlyThroughout<z.input<typeof groupSchema>>>();
});
