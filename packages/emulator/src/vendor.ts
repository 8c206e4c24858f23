/** The vendors that the emulator stands in for. */
export type Vendor = 'zim' | 'tencent-im';

export const vendors: readonly Vendor[] = ['zim', 'tencent-im'];

/** What `JSON.stringify` can write; ids beyond 2^53 are `BareNumber`s. */
export type JsonObject = Record<string, unknown>;
